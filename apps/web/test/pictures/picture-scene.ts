import type { Stage } from './stage.js';

/** How one picture of a scene is taken. */
export interface Shot {
  /** CSS pixels: a desktop window of 1280 × 800, or a phone of 360 × 740. */
  width: 1280 | 360;
  /** Default: light. */
  dark?: boolean;
  /** The colours of a high-contrast theme of the operating system (`forced-colors: active`). */
  forcedColours?: boolean;
  /** BCP 47 tag of the language the browser asks for. Default: en. */
  language?: 'de' | 'es' | 'ar' | 'ja';
}

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

export const VIEWPORTS = {
  1280: { width: 1280, height: 800 },
  360: { width: 360, height: 740 },
} as const;
