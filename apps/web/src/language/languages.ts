interface LanguageFacts {
  /** What its speakers call it, as the language menu shows it. */
  name: string;
  direction: 'ltr' | 'rtl';
}

/** The languages of the pages by their BCP 47 tag. Each has a catalogue in each feature folder. */
export const LANGUAGES = {
  en: { name: 'English', direction: 'ltr' },
  de: { name: 'Deutsch', direction: 'ltr' },
  es: { name: 'Español', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
  ja: { name: '日本語', direction: 'ltr' },
} as const satisfies Record<string, LanguageFacts>;

export type Language = keyof typeof LANGUAGES;

/** Whether the tag is one of `LANGUAGES`, spelled as there. */
export const isLanguage = (tag: string | null | undefined): tag is Language =>
  typeof tag === 'string' && Object.hasOwn(LANGUAGES, tag);
