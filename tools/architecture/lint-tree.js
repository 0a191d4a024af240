/**
 * `node lint-tree.js <folder>` lints a folder as if it were this repository, with types, and
 * prints the messages by path, together with the names of the rules that eslint.config.js sets
 * itself. The spec runs it as a process, because ESLint and TypeScript load slowly inside Jest.
 */
import { join, relative, sep } from 'node:path';
import { ESLint } from 'eslint';
import { bans, banInPureCode } from '../lint/bans.js';
import config from '../../eslint.config.js';

const [folder] = process.argv.slice(2);

/** The configurations that come from a package have names such as `UserConfig[0] > strict`. */
const isOurs = ({ name = '' }) => !name.includes(' > ');
const isOn = ([, setting]) => ![0, 'off'].includes([setting].flat()[0]);

const ownRules = config
  .filter(isOurs)
  .flatMap(({ rules = {} }) => Object.entries(rules).filter(isOn))
  .map(([rule]) => rule);

const messagesOfBans = Object.values(bans(banInPureCode))
  .flatMap(([, ...entries]) => entries)
  .flatMap(({ message, paths = [] }) => message ?? paths.map((path) => path.message));

const eslint = new ESLint({
  cwd: folder,
  overrideConfigFile: join(import.meta.dirname, '../../eslint.config.js'),
});
const found = Object.fromEntries(
  (await eslint.lintFiles(['.'])).map(({ filePath, messages }) => [
    relative(folder, filePath).replaceAll(sep, '/'),
    messages.map(({ ruleId, message }) => ({ rule: ruleId ?? 'none', message })),
  ]),
);
process.stdout.write(
  JSON.stringify({
    found,
    ownRules: [...new Set(ownRules)],
    messagesOfBans: [...new Set(messagesOfBans)],
  }),
);
