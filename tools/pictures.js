/**
 * Takes the pictures of docs/images from the real pages, on a server and a database of its own:
 *   npm run pictures
 *   npm run pictures -- --only rider-quote
 * `--only` takes a part of a file name. apps/web/test/pictures/README.md says how to add one.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const program = ['run', '--silent', 'jest', '--', '--config'];
const config = 'apps/web/test/pictures/jest.config.js';
const filter = values.only === '' ? [] : ['--testNamePattern', values.only];

const { status } = spawnSync('npm', [...program, config, '--verbose', ...filter], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
