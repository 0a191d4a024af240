import { isLanguage, type Language } from './languages.js';

const primaryTag = (tag: string): string => (tag.split(/[-_@]/)[0] ?? '').toLowerCase();

/**
 * The language of the pages: the one that the user has chosen before, else the first language of
 * the browser that has a catalogue, else English.
 *
 * @param stored the language that this browser keeps from an earlier choice
 * @param wanted as in `navigator.languages`, the most wanted first
 */
export function chooseLanguage(stored: string | null, wanted: readonly string[]): Language {
  if (isLanguage(stored)) return stored;
  return wanted.map(primaryTag).find(isLanguage) ?? 'en';
}

/**
 * The locale of numbers, money and dates: the region of the browser where it belongs to the
 * language of the words (`en-GB` for English words), else the language alone. So words and numbers
 * never come from two languages.
 */
export function chooseLocale(language: Language, wanted: readonly string[]): string {
  const regional = wanted.find((tag) => primaryTag(tag) === language && isLocale(tag));
  return regional ?? language;
}

/** Chromium on Linux may name a locale of the C library, such as `en-US@posix`. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
