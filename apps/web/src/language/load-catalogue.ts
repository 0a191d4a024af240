import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import type { Language } from './languages.js';
import type { MessageId } from './message-id.js';

/** Messages by their id. The build parses them, so that the pages need no parser. */
export type Catalogue = Record<MessageId, MessageFormatElement[]>;

// The build joins the files of a language into one chunk, so a language is one request.
const files = import.meta.glob<Partial<Catalogue>>('../*/messages/*.json', { import: 'default' });

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
