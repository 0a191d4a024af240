/**
 * Takes the pictures of docs/images from the real pages, on a server and a database of its own:
 *   npm run pictures
 *   npm run pictures -- --only rider-quote
 * `--only` takes a part of a file name. The start page has copies of three
 * pictures: when they have changed, it is built and its pictures are taken again.
 * apps/web/test/pictures/README.md says how to add one.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const program = ['run', '--silent', 'jest', '--', '--config'];
const config = 'apps/web/test/pictures/jest.config.js';
const copies = new URL('../apps/web/src/landing/pictures/', import.meta.url);

/** Takes the pictures whose file name contains `part`. */
function take(part) {
  const filter = part === '' ? [] : ['--testNamePattern', part];
  return run('npm', [...program, config, '--verbose', ...filter]);
}

function run(command, parameters) {
  const { status } = spawnSync(command, parameters, { stdio: 'inherit' });
  return status ?? 1;
}

/** The pictures on the start page, which are copies of other pictures. */
const readCopies = () =>
  readdirSync(copies).map((name) => readFileSync(new URL(name, copies)).toString('base64'));

const before = readCopies().join();
process.exitCode = take(values.only);
// The built start page has the earlier copies, so its pictures show them until it is built again.
if (readCopies().join() !== before) {
  process.exitCode ||= run('npm', ['run', '--silent', 'build:web']) || take('landing-');
}
