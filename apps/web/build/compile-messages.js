import { parse } from '@formatjs/icu-messageformat-parser';

/** A catalogue, such as `src/rider/messages/de.json`. */
const CATALOGUE = /\/messages\/([a-z]+)\.json$/;

/** The chunk of a catalogue: all features of one language are one file. */
export const catalogueChunk = (moduleId) => {
  const language = CATALOGUE.exec(moduleId)?.[1];
  return language ? `words-${language}` : null;
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
