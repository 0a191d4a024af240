import ts from 'typescript';
import { findPronouns } from './pronouns.js';
import { beginsWithFragment } from './title-fragment.js';

const TEST_CALL = /^(it|test)(\.(each|skip|only|failing|todo|concurrent))*$/;

/**
 * Measures the comments and the test titles of a file of TypeScript or JavaScript.
 * @returns {{ words: number, titles: number, pronouns: { line: number, word: string }[], titlePronouns: { line: number, word: string }[], fragments: { line: number, title: string }[] }}
 */
export function measureCode(file, text) {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  const lineAt = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const result = { words: 0, titles: 0, pronouns: [], titlePronouns: [], fragments: [] };
  for (const { pos, end } of commentsOf(source, text)) {
    const { words, pronouns } = findPronouns(text.slice(pos, end));
    result.words += words;
    for (const { index, word } of pronouns) {
      result.pronouns.push({ line: lineAt(pos + index), word });
    }
  }
  for (const { title, position } of titlesOf(source)) {
    const line = lineAt(position);
    result.titles += 1;
    result.titlePronouns.push(...findPronouns(title).pronouns.map(({ word }) => ({ line, word })));
    if (beginsWithFragment(title)) result.fragments.push({ line, title });
  }
  return result;
}

/** The comments before and behind every token, so also those before a closing brace. */
function commentsOf(source, text) {
  const found = new Map();
  const visit = (node) => {
    const children = node.getChildren(source).filter((child) => !ts.isJSDoc(child));
    children.forEach(visit);
    if (children.length > 0 || ts.isJsxText(node)) return;
    for (const range of [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ]) {
      found.set(range.pos, range);
    }
  };
  visit(source);
  return [...found.values()];
}

function titlesOf(source) {
  const titles = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && TEST_CALL.test(calleeOf(node.expression, source))) {
      const title = titleOf(node.arguments[0]);
      if (title !== undefined) titles.push({ title, position: node.getStart(source) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

/** `it.each` of `it.each(rows)(title)` and of `` it.each`rows`(title) ``. */
function calleeOf(expression, source) {
  const called = ts.isCallExpression(expression) ? expression.expression : expression;
  const callee = ts.isTaggedTemplateExpression(called) ? called.tag : called;
  return callee.getText(source).replace(/\s+/g, '');
}

/** The title with `…` for each placeholder; undefined where it is not a literal. */
function titleOf(argument) {
  if (argument === undefined) return undefined;
  if (ts.isStringLiteralLike(argument)) return argument.text;
  if (!ts.isTemplateExpression(argument)) return undefined;
  return [
    argument.head.text,
    ...argument.templateSpans.map(({ literal }) => `…${literal.text}`),
  ].join('');
}
