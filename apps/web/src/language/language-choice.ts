import { chooseLanguage, chooseLocale } from './choose-language.js';
import { LANGUAGES, type Language } from './languages.js';

const KEY = 'tripstream.language';

/** The language that the user or the browser has chosen. */
export function currentLanguage(): Language {
  return chooseLanguage(readStored(), navigator.languages);
}

/** The locale of numbers and dates that belongs to a language in this browser. */
export const localeFor = (language: Language): string =>
  chooseLocale(language, navigator.languages);

/** Keeps the choice for the next page. A browser that refuses storage forgets it with the page. */
export function storeLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // The page is in the chosen language all the same.
  }
}

/** Sets `lang` and `dir` of the document, which choose fonts, hyphens, voices and the layout. */
export function applyLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
}

function readStored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
