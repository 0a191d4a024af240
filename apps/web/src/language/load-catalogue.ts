import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import type { Language } from './languages.js';
import type { MessageId } from './message-id.js';

/** Messages by their id. The build parses them, so that the pages need no parser. */
export type Catalogue = Record<MessageId, MessageFormatElement[]>;

/** The catalogues of some features, by the path of their file. */
export type CatalogueFiles = Record<string, () => Promise<Partial<Catalogue>>>;

// The build joins the files of a language into one chunk, so a language is one request.
const files: CatalogueFiles = import.meta.glob<Partial<Catalogue>>(
  ['../*/messages/*.json', '!../race/messages/*.json'],
  { import: 'default' },
);

/**
 * Adds the catalogues of a page with many words that no other page shows (`ownCatalogues` of
 * build/compile-messages.js). The page calls it before it is rendered.
 */
export function addCatalogues(own: CatalogueFiles): void {
  Object.assign(files, own);
}

/**
 * Downloads the messages of one language.
 *
 * @throws TypeError when the server can't be reached
 */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  const ofLanguage = Object.entries(files).filter(([path]) => path.endsWith(`/${language}.json`));
  const parts = await Promise.all(ofLanguage.map(([, load]) => load()));
  return Object.assign({}, ...parts) as Catalogue;
}
