import { Command, InvalidArgumentError, Option } from 'commander';
import { checkGroups } from '../check/all-checks.js';
import { withHeaders, type StreamTarget } from '../http/stream-target.js';
import type { KitOptions } from './kit-options.js';
import { commandTrigger, parseTrigger, requestTrigger, type TriggerRequest } from './trigger.js';

/** Where Commander writes. */
interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** What the command line asks for. */
export interface KitCommand {
  readonly options: KitOptions;
  /** Names of checks or of groups. Empty for all. */
  readonly only: readonly string[];
  readonly json: boolean;
  /** What is checked, in words. */
  readonly subject: string;
}

interface Raw {
  url: URL;
  through?: URL;
  token?: string;
  header?: readonly (readonly [string, string])[];
  insecure?: true;
  trigger?: readonly TriggerRequest[];
  command?: string;
  origin?: string;
  ended?: URL;
  only?: readonly string[];
  timeout: number;
  quiet: number;
  delay: number;
  storm: number;
  json?: true;
}

const SECOND_MS = 1000;
const MOST_SECONDS = 600;
const MOST_CLIENTS = 500;

/**
 * @param args what follows the program on the command line
 * @param output gets the help, and what is wrong
 * @throws {CommanderError} for options that are not valid, and with exit code 0 for `--help`
 */
export function readCommandLine(args: readonly string[], output: Output): KitCommand {
  const command = describeCommand()
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.error });
  const raw = command.parse(args, { from: 'user' }).opts<Raw>();
  if (raw.command !== undefined && raw.trigger) {
    command.error('error: take either --trigger or --command', { exitCode: 2 });
  }
  const direct = targetOf(raw, raw.url);
  const target = raw.through ? targetOf(raw, behindProxy(raw.through, raw.url)) : direct;
  const timeoutMs = raw.timeout * SECOND_MS;
  return {
    options: {
      target,
      direct: raw.through ? direct : undefined,
      trigger: triggerOf(raw, direct, timeoutMs),
      origin: raw.origin,
      ended: raw.ended,
      timeoutMs,
      quietMs: raw.quiet * SECOND_MS,
      delayMs: raw.delay,
      storm: raw.storm,
    },
    only: raw.only ?? [],
    json: raw.json === true,
    subject: raw.through ? `${target.url} in front of ${raw.url}` : String(raw.url),
  };
}

function triggerOf({ trigger, command }: Raw, target: StreamTarget, timeoutMs: number) {
  if (command !== undefined) return commandTrigger(command, timeoutMs);
  return trigger && requestTrigger(trigger, { target, timeoutMs });
}

function targetOf({ header = [], token, insecure }: Raw, url: URL): StreamTarget {
  const target = { url, headers: Object.fromEntries(header), insecure: insecure === true };
  return token === undefined ? target : withHeaders(target, { authorization: `Bearer ${token}` });
}

/** A proxy without a path has the stream at the same path. */
function behindProxy(through: URL, url: URL): URL {
  if (through.pathname !== '/' || through.search !== '') return through;
  return new URL(`${url.pathname}${url.search}`, through);
}

function describeCommand(): Command {
  return new Command('npm run conformance --')
    .description(
      'Checks a stream of Server-Sent Events against the WHATWG standard, and against what clients need that resume.',
    )
    .requiredOption('--url <address>', 'the stream', parseAddress)
    .option('--through <address>', 'the same stream behind a proxy: checks the proxy', parseAddress)
    .option('--token <token>', 'sent as Authorization: Bearer')
    .option('--header <line>', 'a header, as "Name: value"; may be repeated', parseHeader)
    .option('--insecure', 'accepts certificates that no authority has signed')
    .option(
      '--trigger <request>',
      'makes an event happen, as "POST https://host/path {}"; several are sent in turn',
      (text, before: readonly TriggerRequest[] | undefined) => [
        ...(before ?? []),
        parseTrigger(text),
      ],
    )
    .option('--command <command>', 'a command of the shell that makes an event happen')
    .option('--origin <origin>', 'the origin of a page that may read the stream', parseOrigin)
    .option('--ended <address>', 'a stream that has ended for good', parseAddress)
    .option('--only <names...>', `checks or groups: ${groupNames()}`, parseName)
    .option('--timeout <seconds>', 'the bound of each wait', parseNumber(1, MOST_SECONDS), 10)
    .option(
      '--quiet <seconds>',
      'how long a stream may be silent',
      parseNumber(1, MOST_SECONDS),
      20,
    )
    .option('--delay <milliseconds>', 'how late an event may come', parseNumber(1, 60_000), 1000)
    .option('--storm <clients>', 'how many reconnect at once', parseNumber(0, MOST_CLIENTS), 50)
    .addOption(new Option('--json', 'writes one JSON object instead of TAP'))
    .allowExcessArguments(false)
    .addHelpText('after', EXIT_CODES);
}

const EXIT_CODES = `
Exit codes: 0 when all required checks have passed, 1 when one has failed, 2 when nothing could be
checked: an option is not valid, the server can't be reached, or the trigger fails.`;

const groupNames = (): string => checkGroups.map(({ name }) => name).join(', ');

function parseAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new InvalidArgumentError('An address that begins with http:// or https://.');
}

function parseOrigin(text: string): string {
  if (parseAddress(text).origin === text) return text;
  throw new InvalidArgumentError('An origin, such as https://app.example.');
}

function parseHeader(
  line: string,
  before: readonly (readonly [string, string])[] = [],
): (readonly [string, string])[] {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*(.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('A header, as "Name: value".');
  }
  return [...before, [name.toLowerCase(), value]];
}

function parseName(text: string, before: readonly string[] = []): string[] {
  const known = checkGroups.flatMap(({ name, checks }) => [name, ...checks.map(({ id }) => id)]);
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return [...before, ...names];
  throw new InvalidArgumentError(`There is no check ${unknown}. There are: ${known.join(', ')}.`);
}

const parseNumber = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`A number from ${least} to ${most}.`);
};
