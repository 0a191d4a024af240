import { useMemo, useState, type ReactNode } from 'react';
import { IntlProvider } from 'react-intl';
import { keepShell } from '../offline/keep-shell.js';
import { applyLanguage, localeFor, storeLanguage } from './language-choice.js';
import { LanguageContext, type LanguageChoice } from './language-context.js';
import type { Language } from './languages.js';
import { loadCatalogue, type Catalogue } from './load-catalogue.js';

/** A language with its messages, once they are downloaded. */
export interface LoadedLanguage {
  language: Language;
  messages: Catalogue;
}

interface LanguageProviderProps {
  /** What the page begins with. */
  first: LoadedLanguage;
  children: ReactNode;
}

/** Gives a whole page its language, and the language menu the means to change it. */
export function LanguageProvider({ first, children }: LanguageProviderProps) {
  const [{ language, messages }, setLoaded] = useState(first);
  const choice = useMemo(
    (): LanguageChoice => ({
      language,
      choose: async (chosen) => {
        const loaded = await loadCatalogue(chosen);
        storeLanguage(chosen);
        applyLanguage(chosen);
        setLoaded({ language: chosen, messages: loaded });
        // The kept page needs the messages of the language that it will open in.
        keepShell();
      },
    }),
    [language],
  );
  return (
    <LanguageContext value={choice}>
      <IntlProvider locale={localeFor(language)} messages={messages} defaultLocale="en">
        {children}
      </IntlProvider>
    </LanguageContext>
  );
}
