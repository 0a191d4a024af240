import type { Chime } from './chime.js';

/** News for which a user should look at the page, also when its tab is in the background. */
export interface Attention {
  /** Distinguishes this news from other news: each key is signalled once a page. */
  key: string;
  /** The news in a few words: the title of the notification, and of a tab in the background. */
  title: string;
  body?: string;
  /** Milliseconds of vibration and pause in turn; without it the device does not vibrate. */
  vibration?: number[];
  /** Without it the page plays no sound. */
  chime?: Chime;
}
