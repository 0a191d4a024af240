import { Command } from 'commander';
import { policyNames, requirePolicy } from '#dispatch';
import type { Behaviour } from '#simulation';
import { UsageError } from '#simulation';
import { addCityFileOptions, readCityFileOptions, readDrivers } from './city-file-options.js';
import type { DemoOptions } from './demo-options.js';
import { readDuration, readNumber, readTimeOfDay, type NumberRange } from './option-values.js';

const DEFAULT_FOR_SECONDS = 60;
const DEFAULT_DRIVERS = 120;
const MOST_DRIVERS = 5_000;
const RATE = { min: 0, max: 1 };
const DEFAULT_VANISH_RATE = 0.01;
/** Simulated seconds that a driver waits at the pickup; of the real ones five at least. */
const NO_SHOW = { simulatedSeconds: 300, minSeconds: 5 };

/** With several cities: one process that leads, and one that takes over when it is killed. */
const CITY_INSTANCES = 2;
const CITY_GATEWAYS = 2;

type Raw = Record<string, string | boolean | undefined>;

function command(): Command {
  return withServers(withRates(withMatching(addCityFileOptions(new Command('npm run demo --')))))
    .description(
      'A simulated city: starts a server, drivers and riders, and audits what they heard.',
    )
    .option(
      '--for <duration>',
      'nothing new begins after this real time, e.g. 60s or 2m (default 60s)',
    )
    .option('--stay', 'goes on until Ctrl-C, for the city page to play with; then the audit')
    .option('--speed <n>', 'simulated seconds in a real one', '20')
    .option('--seed <n>', 'same seed, same decisions', '1')
    .option(
      '--drivers <n>',
      `cars of the built-in city (default ${DEFAULT_DRIVERS}), with --cities of all together; of a fleet at pickups, or the first of --vehicles`,
    )
    .option(
      '--riders-per-hour <n>',
      'requests in an average simulated hour of the built-in city, or of all cities; more in the rush',
      '240',
    )
    .option(
      '--from <time>',
      'begin of the window, e.g. 21:00 (default 18:00, or the first request)',
    )
    .option('--minutes <n>', 'length of the window in simulated minutes (real input: 10)')
    .option('--json', 'one JSON object on stdout at the end, progress on stderr')
    .option('--port <n>', "the server's port (default any free one)")
    .option(
      '--data-dir <folder>',
      "keep the database's data here (default a fresh folder, removed)",
    )
    .allowExcessArguments(false);
}

/** Options of the matching. */
function withMatching(command: Command): Command {
  return command
    .option(
      '--reach <seconds>',
      'drivers with a longer way to the pickup, in simulated seconds, are not asked',
      '300',
    )
    .option(
      '--policy <name>',
      `how drivers are chosen: ${policyNames.join(', ')} (default batched)`,
    )
    .option(
      '--reposition',
      'idle drivers are told where riders are expected (anticipatory: always)',
    )
    .option('--reposition-rate <share>', 'suggestions that drivers follow', '0.9')
    .option('--seats <n>', 'shared trips that a driver may have at a time, 2 to 4 (default: off)')
    .option('--max-detour <duration>', 'how much longer a shared ride may take, simulated', '300s')
    .option('--shared-rate <share>', 'riders who let others ride along, with --seats', '0.7');
}

function withServers(command: Command): Command {
  return command
    .option(
      '--instances <n>',
      'servers on the one database, behind one address (default 1; 2 for each of several cities)',
    )
    .option('--cities <n>', 'cities from 1 to 4, each with its own database, and a NATS cluster')
    .option('--gateways <n>', 'processes from 1 to 8 that serve the streams of all cities')
    .option(
      '--kill-every <duration>',
      'kill -9 one server, each in its turn, and start it again, e.g. 10s (default never); with --cities a gateway, a relay and a node of NATS in turn',
    );
}

/** Options of disruptive behaviour. */
function withRates(command: Command): Command {
  return command
    .option('--decline-rate <share>', 'offers that drivers decline', '0.03')
    .option('--ignore-rate <share>', 'offers that drivers let expire', '0.01')
    .option('--rider-cancel-rate <share>', 'riders who change their mind', '0.03')
    .option('--driver-cancel-rate <share>', 'accepted trips that drivers give back', '0.01')
    .option(
      '--driver-vanish-rate <share>',
      'accepted trips in which the driver vanishes for ever (default 0.01; 0 with --kill-every)',
    )
    .option('--rider-vanish-rate <share>', 'riders who vanish for ever (same default)')
    .option(
      '--drop-rate <share>',
      'connections that drop, per client and ten real seconds',
      '0.05',
    );
}

/**
 * Reads the options of `npm run demo`.
 *
 * @param args the command line without the name of the script
 * @param databaseUrl URL of an external database; undefined or '' for an embedded one
 * @throws {UsageError} with a message that names valid values
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[], databaseUrl?: string): DemoOptions {
  const raw = command().exitOverride().parse(args, { from: 'user' }).opts<Raw>();
  const number = (name: string, range: Parameters<typeof readNumber>[2]): number =>
    readNumber(flag(name), String(raw[name]), range);
  const drivers = readDrivers(raw, MOST_DRIVERS);
  const files = readCityFileOptions(raw, {
    placedDrivers: drivers ?? 0,
    firstDrivers: drivers,
    hasSize: drivers !== undefined,
  });
  const cities = readCities(number, raw, databaseUrl);
  const speed = number('speed', { min: 0.1, max: 100 });
  const minutes =
    raw.minutes === undefined ? undefined : number('minutes', { min: 0.1, max: 1440 });
  return {
    forSeconds: readFor(raw, files !== undefined || minutes !== undefined),
    stay: raw.stay === true,
    control: cities === undefined && (raw.stay === true || raw.json !== true),
    seed: number('seed', { min: 0, max: 2 ** 31 - 1, whole: true }),
    speed,
    fromSeconds: raw.from === undefined ? undefined : readTimeOfDay('--from', String(raw.from)),
    minutes,
    files,
    ridersPerHour: number('ridersPerHour', { min: 1, max: 100_000 }),
    drivers: drivers ?? DEFAULT_DRIVERS,
    reachSeconds: number('reach', { min: 1, max: 86_400 }),
    policy: readPolicy(raw),
    reposition: raw.reposition === true ? true : undefined,
    pooling: readPooling(number, raw),
    noShowSeconds: Math.max(NO_SHOW.minSeconds, NO_SHOW.simulatedSeconds / speed),
    behaviour: readBehaviour(number, raw),
    instances:
      raw.instances === undefined
        ? cities === undefined
          ? 1
          : CITY_INSTANCES
        : number('instances', { min: 1, max: 16, whole: true }),
    cities,
    gateways:
      raw.gateways === undefined
        ? CITY_GATEWAYS
        : number('gateways', { min: 1, max: 8, whole: true }),
    killEverySeconds:
      raw.killEvery === undefined ? undefined : readDuration('--kill-every', String(raw.killEvery)),
    json: raw.json === true,
    port: raw.port === undefined ? undefined : number('port', { min: 1, max: 65_535, whole: true }),
    dataDir: text(raw.dataDir),
    databaseUrl: databaseUrl || undefined,
  };
}

/** Either option asks for cities with gateways. */
function readCities(
  number: (name: string, range: NumberRange) => number,
  raw: Raw,
  databaseUrl: string | undefined,
): number | undefined {
  if (raw.cities === undefined && raw.gateways === undefined) return undefined;
  if (databaseUrl) {
    throw new UsageError('--cities and --gateways start the databases: unset DATABASE_URL');
  }
  if (raw.requests ?? raw.network ?? raw.vehicles) {
    throw new UsageError(
      '--cities and --gateways simulate the built-in city: leave out --requests, --network and --vehicles',
    );
  }
  return raw.cities === undefined ? 1 : number('cities', { min: 1, max: 4, whole: true });
}

function readFor(raw: Raw, bounded: boolean): number | undefined {
  if (raw.stay === true && (raw.for ?? raw.minutes) !== undefined) {
    throw new UsageError('--stay goes on until Ctrl-C: leave out --for and --minutes');
  }
  if (raw.stay === true) return undefined;
  if (raw.for !== undefined) return readDuration('--for', String(raw.for));
  return bounded ? undefined : DEFAULT_FOR_SECONDS;
}

/** Shared trips, which `--seats` switches on. */
function readPooling(
  number: (name: string, range: { min: number; max: number; whole: true }) => number,
  raw: Raw,
): DemoOptions['pooling'] {
  if (raw.seats === undefined) return undefined;
  return {
    seats: number('seats', { min: 2, max: 4, whole: true }),
    maxDetourSeconds: readDuration('--max-detour', String(raw.maxDetour)),
  };
}

function readPolicy({ policy }: Raw): string | undefined {
  if (policy === undefined) return undefined;
  try {
    requirePolicy(String(policy));
  } catch (error) {
    throw new UsageError(`--policy: ${(error as Error).message}`);
  }
  return String(policy);
}

/** A server that is killed often starts to count the silence of a driver anew each time. */
function readBehaviour(number: (name: string, range: typeof RATE) => number, raw: Raw): Behaviour {
  const vanishRate = raw.killEvery === undefined ? DEFAULT_VANISH_RATE : 0;
  const rateOf = (name: string): number =>
    raw[name] === undefined ? vanishRate : number(name, RATE);
  const behaviour = {
    declineRate: number('declineRate', RATE),
    ignoreRate: number('ignoreRate', RATE),
    repositionRate: number('repositionRate', RATE),
    sharedRate: number('sharedRate', RATE),
    riderCancelRate: number('riderCancelRate', RATE),
    driverCancelRate: number('driverCancelRate', RATE),
    driverVanishRate: rateOf('driverVanishRate'),
    riderVanishRate: rateOf('riderVanishRate'),
    dropRate: number('dropRate', RATE),
  };
  if (behaviour.declineRate + behaviour.ignoreRate > 1) {
    throw new UsageError('--decline-rate and --ignore-rate together must not exceed 1');
  }
  return behaviour;
}

const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const flag = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
