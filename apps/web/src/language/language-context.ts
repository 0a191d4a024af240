import { createContext, use } from 'react';
import type { Language } from './languages.js';

export interface LanguageChoice {
  language: Language;
  /** Downloads the catalogue, then shows the page in it. The page stays as it is on an error. */
  choose: (language: Language) => Promise<void>;
}

export const LanguageContext = createContext<LanguageChoice | undefined>(undefined);

/** @throws Error outside of a `LanguageProvider` */
export function useLanguage(): LanguageChoice {
  const choice = use(LanguageContext);
  if (!choice) throw new Error('A language menu must be inside a LanguageProvider.');
  return choice;
}
