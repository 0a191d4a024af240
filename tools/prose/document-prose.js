import { findPronouns } from './pronouns.js';

/**
 * Measures a Markdown document. Fenced code and the targets of links are not prose.
 * @returns {{ words: number, pronouns: { line: number, word: string }[], titlePronouns: [], fragments: [], titles: 0 }}
 */
export function measureDocument(_file, text) {
  const prose = text
    .replace(/^( *)```[\s\S]*?^\1```/gm, (code) => code.replace(/[^\n]/g, ' '))
    .replace(/\]\([^)\s]*\)/g, (target) => ' '.repeat(target.length));
  const { words, pronouns } = findPronouns(prose);
  const lineAt = (index) => prose.slice(0, index).split('\n').length;
  return {
    words,
    titles: 0,
    pronouns: pronouns.map(({ index, word }) => ({ line: lineAt(index), word })),
    titlePronouns: [],
    fragments: [],
  };
}
