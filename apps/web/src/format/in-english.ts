import type { Intl as Words } from '../language/intl.js';

const WORDS: Record<string, string> = {
  'format.under-minute': 'less than a minute',
  'format.minutes': '{minutes} min',
  'format.hours': '{hours} h',
  'format.hours-minutes': '{hours} h {minutes} min',
  'format.seconds': '{seconds} s',
  'format.minutes-seconds': '{minutes}:{seconds}',
};

const formatMessage = ({ id = '' }, values: Record<string, unknown> = {}): string =>
  (WORDS[id] ?? id).replaceAll(/\{(\w+)\}/g, (_text, name: string) => String(values[name]));

/** The formats for folders whose sentences are still English. It goes when the last one has moved. */
export const inEnglish = {
  locale: 'en-US',
  formatMessage,
  formatNumber: (value: number, options?: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat('en-US', options).format(value),
  formatDate: (value: Date, options?: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-US', options).format(value),
} as unknown as Words;
