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

export const VIEWPORTS = {
  1280: { width: 1280, height: 800 },
  360: { width: 360, height: 740 },
} as const;
