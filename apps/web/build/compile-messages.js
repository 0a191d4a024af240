import { parse } from '@formatjs/icu-messageformat-parser';

/** A catalogue, such as `src/rider/messages/de.json`. */
const CATALOGUE = /\/([a-z-]+)\/messages\/([a-z]+)\.json$/;

/** The features whose words only their own page downloads, because they are many. */
const ownCatalogues = new Set(['race']);

/** The chunk of a catalogue: all features of one language are one file, but for `ownCatalogues`. */
export const catalogueChunk = (moduleId) => {
  const [, feature, language] = CATALOGUE.exec(moduleId) ?? [];
  if (!language) return null;
  return ownCatalogues.has(feature) ? `words-${language}-${feature}` : `words-${language}`;
};

/**
 * Parses the messages (ICU MessageFormat) at build time, so that the pages need no parser.
 * A message with an error in its syntax fails the build.
 */
export const compileMessages = () => ({
  name: 'compile-messages',
  enforce: 'pre',
  transform(source, moduleId) {
    if (!CATALOGUE.test(moduleId)) return null;
    const parsed = Object.entries(JSON.parse(source)).map(([id, message]) => [
      id,
      parse(message, { captureLocation: false }),
    ]);
    return { code: JSON.stringify(Object.fromEntries(parsed)), map: null };
  },
});
