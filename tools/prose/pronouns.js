/** Indefinite pronouns, and verbs that stand for a named action of a named actor. */
const INDEFINITE =
  /\b(nobody|somebody|someone|anybody|anyone|everybody|everyone|no one|whoever|whomever|whatever|whichever|something|anything|everything|nothing|told|tells|tell)\b/gi;

const WORD = /[A-Za-z][A-Za-z’'-]*/g;

/**
 * Counts the words of a text and finds its indefinite pronouns. Quoted code does not count:
 * `nobody` in backticks is the account of that name.
 * @param {string} text
 * @returns {{ words: number, pronouns: { index: number, word: string }[] }}
 */
export function findPronouns(text) {
  const prose = text.replace(/`[^`\n]*`/g, (code) => ' '.repeat(code.length));
  return {
    words: prose.match(WORD)?.length ?? 0,
    pronouns: [...prose.matchAll(INDEFINITE)].map(({ index, 0: word }) => ({ index, word })),
  };
}
