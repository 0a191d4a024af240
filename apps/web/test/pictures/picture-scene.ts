import type { Shot } from './shot.js';
import type { Stage } from './stage.js';

/** One state of one page. Each shot starts from an empty city. */
export interface PictureScene {
  /** Page and state, in kebab-case: the begin of the file name. */
  name: string;
  /** What the picture shows, as the alternative text of an image. */
  shows: string;
  shots: readonly Shot[];
  /** Brings the page into its state, and waits until the page shows it. */
  arrange: (stage: Stage) => Promise<unknown>;
}

/** The name of a picture's file in docs/images, such as `driver-offer-360-dark.png`. */
export function fileNameOf({ name }: PictureScene, shot: Shot): string {
  const { width, dark, forcedColours, language } = shot;
  const parts = [
    name,
    `${width}`,
    dark && 'dark',
    forcedColours && 'forced-colours',
    language ?? false,
  ];
  return `${parts.filter((part) => part !== false && part !== undefined).join('-')}.png`;
}
