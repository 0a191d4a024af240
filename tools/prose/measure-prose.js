/**
 * Measures the language of comments, documents and test titles:
 *   node tools/prose/measure-prose.js [folder or file …] [--list] [--max <rate>]
 * `--list` names every finding with its file and line. `--max` fails when the indefinite
 * pronouns exceed that rate per 1,000 words, in a folder of the first two levels or overall,
 * and when a test title begins with a fragment.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { projectFiles } from '../project-files.js';
import { measureCode } from './code-prose.js';
import { measureDocument } from './document-prose.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean', default: false }, max: { type: 'string' } },
});

const rooms = measureRooms(positionals.map((path) => path.replace(/^\.\/|\/$/g, '')));
const overall = sumOf([...rooms.values()]);
const problems = values.max === undefined ? [] : problemsOf(Number(values.max));

if (values.list || problems.length > 0) printFindings();
for (const problem of problems) console.error(problem);
console.log(
  `${overall.pronouns.length} indefinite pronouns in ${overall.words} words of prose ` +
    `(${rateOf(overall).toFixed(1)} per 1,000); ` +
    `${overall.fragments.length} of ${overall.titles} test titles begin with a fragment, ` +
    `${overall.titlePronouns.length} pronouns in titles`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

/** The measures of code and documents of each folder of the first two levels. */
function measureRooms(paths) {
  const measured = new Map();
  for (const file of projectFiles('.').filter((path) => isWanted(path, paths))) {
    const isDocument = file.endsWith('.md');
    const measure = isDocument ? measureDocument : measureCode;
    const room = `${isDocument ? 'documents' : 'comments'} of ${roomOf(file)}`;
    const found = inFile(file, measure(file, readFileSync(file, 'utf8')));
    measured.set(room, sumOf([...(measured.has(room) ? [measured.get(room)] : []), found]));
  }
  return measured;
}

function isWanted(file, paths) {
  if (!/\.(ts|tsx|js|mjs|md)$/.test(file)) return false;
  return paths.length === 0 || paths.some((path) => file === path || file.startsWith(`${path}/`));
}

function roomOf(file) {
  return file.split('/').slice(0, -1).slice(0, 2).join('/') || 'the root folder';
}

function inFile(file, { pronouns, titlePronouns, fragments, ...counts }) {
  const named = (findings) => findings.map((finding) => ({ file, ...finding }));
  return {
    ...counts,
    pronouns: named(pronouns),
    titlePronouns: named(titlePronouns),
    fragments: named(fragments),
  };
}

function sumOf(measures) {
  return {
    words: measures.reduce((sum, { words }) => sum + words, 0),
    titles: measures.reduce((sum, { titles }) => sum + titles, 0),
    pronouns: measures.flatMap(({ pronouns }) => pronouns),
    titlePronouns: measures.flatMap(({ titlePronouns }) => titlePronouns),
    fragments: measures.flatMap(({ fragments }) => fragments),
  };
}

function rateOf({ pronouns, words }) {
  return words === 0 ? 0 : (pronouns.length * 1000) / words;
}

function problemsOf(max) {
  const tooMany = [...rooms, ['the whole project', overall]]
    .filter(([, measure]) => rateOf(measure) > max)
    .map(
      ([room, measure]) =>
        `${room}: ${rateOf(measure).toFixed(1)} indefinite pronouns per 1,000 words, at most ${max}`,
    );
  const { length } = overall.fragments;
  return length === 0 ? tooMany : [...tooMany, `${length} test titles begin with a fragment`];
}

function printFindings() {
  for (const { file, line, word } of overall.pronouns) {
    console.log(`${file}:${line} pronoun: ${word}`);
  }
  for (const { file, line, word } of overall.titlePronouns) {
    console.log(`${file}:${line} pronoun in a test title (does not fail): ${word}`);
  }
  for (const { file, line, title } of overall.fragments) {
    console.log(`${file}:${line} fragment: ${title}`);
  }
}
