import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeGallery } from './gallery.js';
import { landingPictures } from './landing-pictures.js';
import { looksLike, reduceToPalette, sizeOf } from './palette-png.js';
import { fileNameOf } from './picture-scene.js';
import { scenes } from './scenes/index.js';
import { VIEWPORTS } from './shot.js';

const DOCS = fileURLToPath(new URL('../../../../docs/', import.meta.url));
/** Every clone of the repository has them. */
const MOST_BYTES = 4_000_000;

const pictures = scenes.flatMap((scene) =>
  scene.shots.map((shot) => ({ file: fileNameOf(scene, shot), width: shot.width })),
);
const files = readdirSync(`${DOCS}images`).filter((name) => name.endsWith('.png'));
const read = (file: string) => readFileSync(`${DOCS}images/${file}`);

describe('the pictures of the documents', () => {
  it('docs/images holds exactly the pictures of the table of scenes', () => {
    expect(files.sort()).toEqual(pictures.map(({ file }) => file).sort());
  });

  it.each(pictures)('the picture $file has the size of its shot', ({ file, width }) => {
    expect(sizeOf(read(file))).toEqual(VIEWPORTS[width]);
  });

  it('all pictures together stay below four megabytes', () => {
    const bytes = files.reduce((sum, file) => sum + read(file).length, 0);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it.each(Object.entries(landingPictures))(
    'the picture %s of the start page is the picture %s of the documents',
    (copy, file) => {
      const shown = new URL(`../../src/landing/pictures/${copy}`, import.meta.url);
      expect(readFileSync(shown).equals(read(file))).toBe(true);
    },
  );

  it('the gallery is that of the table of scenes', () => {
    expect(readFileSync(`${DOCS}pictures.md`, 'utf8')).toBe(writeGallery(scenes));
  });
});

describe('the palette of a picture', () => {
  const [first = '', second = ''] = files;

  it('a picture looks like itself after another reduction', () => {
    expect(looksLike(read(first), reduceToPalette(read(first)))).toBe(true);
  });

  it('a picture of another page does not look like it', () => {
    expect(looksLike(read(first), read(second))).toBe(false);
  });
});
