/**
 * Measures the language of comments and test titles:
 *   node tools/prose/measure-prose.js [folder or file …] [--list]
 * `--list` names every finding with its file and line.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** Indefinite pronouns, and verbs that stand for a named action of a named actor. */
const INDEFINITE =
  /\b(nobody|somebody|someone|anybody|anyone|everybody|everyone|no one|whoever|whomever|whatever|whichever|something|anything|everything|nothing|told|tells|tell)\b/gi;

/** Words with which a title can't begin and still read as a sentence without its `describe`. */
const FRAGMENT =
  /^(and|or|but|nor|so|yet|that|which|who|whose|whom|of|than|also|too|not|only|then|even|is|are|was|were|isn[’']t|aren[’']t|wasn[’']t|weren[’']t|be|been|being|has|have|had|hasn[’']t|haven[’']t|do|does|did|doesn[’']t|don[’']t|didn[’']t|can|can[’']t|cannot|could|may|might|must|mustn[’']t|shall|should|will|won[’']t|would|it|its|they|them|their|he|she|his|her|these|those|this|count|come|comes|go|goes|end|ends|get|gets|stay|stays|begin|begins|for|with|without|by|from|in|on|at|to|as|until|while|whether|if|because|after|before|once|even|there|here)\b/i;

const TEST_CALL = /^(it|test)(\.(each|skip|only|failing|todo))*$/;

/** Source files below the given paths, tests' fixtures left out. */
export function sourceFiles(paths) {
  return execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', ...paths], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.(ts|tsx|js|mjs)$/.test(file) && !file.includes('fixtures/'));
}

/** @returns {{ words: number, pronouns: { line: number, word: string }[], fragments: { line: number, title: string }[], titles: number }} */
export function measureText(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kindOf(file));
  const lineAt = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const result = { words: 0, pronouns: [], fragments: [], titles: 0 };
  for (const { pos, end } of commentsOf(source, text)) {
    const comment = text.slice(pos, end);
    result.words += comment.match(/[A-Za-z][A-Za-z’'-]*/g)?.length ?? 0;
    for (const match of comment.matchAll(INDEFINITE)) {
      result.pronouns.push({ line: lineAt(pos + match.index), word: match[0] });
    }
  }
  for (const { title, position } of titlesOf(source)) {
    result.titles += 1;
    if (FRAGMENT.test(title)) result.fragments.push({ line: lineAt(position), title });
  }
  return result;
}

function kindOf(file) {
  return file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}

function commentsOf(source, text) {
  const found = new Map();
  const visit = (node) => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ];
    for (const range of ranges) found.set(range.pos, range);
    ts.forEachChild(node, visit);
  };
  visit(source);
  visit(source.endOfFileToken);
  return [...found.values()];
}

function titlesOf(source) {
  const titles = [];
  const visit = (node) => {
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments;
      const callee = ts.isCallExpression(node.expression)
        ? node.expression.expression
        : node.expression;
      const name = callee.getText(source).replace(/\s+/g, '');
      if (first && ts.isStringLiteralLike(first) && TEST_CALL.test(name)) {
        titles.push({ title: first.text, position: first.getStart(source) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

if (import.meta.url === new URL(process.argv[1], 'file:').href) {
  const list = process.argv.includes('--list');
  const paths = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const total = { words: 0, pronouns: 0, fragments: 0, titles: 0 };
  for (const file of sourceFiles(paths)) {
    const { words, pronouns, fragments, titles } = measureText(file, readFileSync(file, 'utf8'));
    total.words += words;
    total.titles += titles;
    total.pronouns += pronouns.length;
    total.fragments += fragments.length;
    if (!list) continue;
    for (const { line, word } of pronouns) console.log(`${file}:${line} pronoun: ${word}`);
    for (const { line, title } of fragments) console.log(`${file}:${line} fragment: ${title}`);
  }
  const rate = total.words ? ((total.pronouns * 1000) / total.words).toFixed(1) : '0';
  console.log(
    `${total.pronouns} indefinite pronouns in ${total.words} comment words (${rate} per 1,000); ` +
      `${total.fragments} of ${total.titles} test titles begin with a fragment`,
  );
}
