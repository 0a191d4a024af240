import { fileNameOf, type PictureScene } from './picture-scene.js';

/** The document that shows every picture: docs/pictures.md. `npm run pictures` writes it. */
export function writeGallery(scenes: readonly PictureScene[]): string {
  const sections = scenes.map((scene) => {
    const images = scene.shots.map((shot) => {
      const file = fileNameOf(scene, shot);
      return `![${scene.shows}](images/${file})`;
    });
    return `## ${headingOf(scene)}\n\n${scene.shows}.\n\n${images.join('\n\n')}\n`;
  });
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

/** The scenes whose name is that of a page alone, and has hyphens of its own. */
const PAGES: readonly string[] = ['side-by-side', 'missing-page'];

/** `rider-on-the-way` as "Rider: on the way". */
function headingOf({ name }: PictureScene): string {
  const [page = '', ...state] = PAGES.includes(name)
    ? [name.replaceAll('-', ' ')]
    : name.split('-');
  const title = page.charAt(0).toUpperCase() + page.slice(1);
  return state.length === 0 ? title : `${title}: ${state.join(' ')}`;
}

const INTRODUCTION = `# Pictures

These are the pages of Tripstream, in the states that the scenes name. \`npm run pictures\` takes all pictures from real pages of a running server, and writes this document. [How to add a picture](../apps/web/test/pictures/README.md).
`;
