/**
 * Checks every Markdown file below the current folder: its form (markdownlint), its relative
 * links and their anchors, the commands it names, and that the map in docs/architecture.md
 * names every folder of the first two levels.
 *   node tools/docs/check-docs.js
 */
import { readFileSync } from 'node:fs';
import { lint } from 'markdownlint/sync';
import { projectFiles } from '../project-files.js';
import { brokenLinks } from './broken-links.js';
import { commandsThatRun } from './commands-that-run.js';
import { missingFolders } from './folder-map.js';
import { LinkCollector } from './link-collector.js';

const MAP = 'docs/architecture.md';

const files = projectFiles('.');
/** These documents are generated; `npm run docs:client` writes them. */
const GENERATED = 'docs/client-api/';
const documents = files.filter((file) => file.endsWith('.md') && !file.startsWith(GENERATED));
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const collector = new LinkCollector();

const found = lint({
  files: documents,
  customRules: [commandsThatRun(Object.keys(scripts), files), collector.rule],
  config: {
    default: true,
    // A paragraph, a table row and a heading are one line each.
    MD013: false,
    // `brokenLinks` checks the anchors, those of other documents too.
    MD051: false,
    // The columns of a table may be aligned or not.
    MD060: false,
  },
});

const problems = [
  ...documents.flatMap((file) => found[file].map((problem) => asLine(file, problem))),
  ...brokenLinks(collector, files),
  ...missingFolders(files, readFileSync(MAP, 'utf8')).map(
    (folder) => `${MAP} the map does not name the folder ${folder}`,
  ),
];
for (const problem of problems) console.error(problem);
console.log(`${documents.length} documents checked, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

function asLine(file, { lineNumber, ruleNames, ruleDescription, errorDetail }) {
  const detail = errorDetail ? `: ${errorDetail}` : '';
  return `${file}:${lineNumber} ${ruleNames[0]} ${ruleDescription}${detail}`;
}
