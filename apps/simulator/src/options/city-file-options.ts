import type { Command } from 'commander';
import {
  DEFAULT_TABLE_OPTIONS,
  FORMAT_NAMES,
  REQUEST_FIELDS,
  TimeZone,
  VEHICLE_FIELDS,
  type CityFiles,
  type TableOptions,
} from '#scenario';
import { UsageError } from '#simulation';
import { readNumber } from './option-values.js';

type Raw = Readonly<Record<string, string | boolean | undefined>>;

/** Options that say how files are read; without files they have no effect, so they are refused. */
const READING_OPTIONS = [
  ['format', '--format'],
  ['columns', '--columns'],
  ['timezone', '--timezone'],
  ['dateOrder', '--date-order'],
  ['day', '--day'],
  ['zones', '--zones'],
  ['nodes', '--nodes'],
  ['skipBadRows', '--skip-bad-rows'],
  ['maxSnap', '--max-snap'],
  ['acceptInput', '--accept-input'],
] as const;

const MOST_DRIVERS = 100_000;

/** Adds the options of a recorded city, which all commands share. */
export function addCityFileOptions(command: Command): Command {
  return command
    .optionsGroup('A recorded city:')
    .option('--requests <file>', 'recorded requests (CSV or Parquet) instead of the generated city')
    .option('--network <file>', 'their road network: node-link JSON, GraphML, GeoJSON, OSM PBF')
    .option(
      '--vehicles <file>',
      'their fleet (CSV or Parquet); without it --drivers cars at pickups',
    )
    .option(
      '--format <layout>',
      `layout of the requests: ${FORMAT_NAMES.join(', ')} (default: detected)`,
    )
    .option('--columns <names>', 'our names for their columns: "o_lat=pickup_latitude,…"')
    .option(
      '--timezone <zone>',
      'zone of times without zone, such as America/New_York (default: UTC)',
    )
    .option('--date-order <order>', 'of 01/02/2024: dmy or mdy (default: decided from the file)')
    .option('--day <date>', 'only the requests of this day, such as 2014-12-21')
    .option('--zones <file>', 'places of zones: CSV with LocationID,lat,lon, or GeoJSON')
    .option('--nodes <file>', 'places of nodes: CSV with node_index,lat,lon, GeoJSON, or a network')
    .option('--skip-bad-rows', 'leave rows with errors out, and count them')
    .option('--max-snap <meters>', 'leave out requests farther than this from every junction')
    .option('--accept-input', 'run although the input check refuses the files')
    .optionsGroup('Options:');
}

/** What the user says about the size of the fleet of a recorded city. */
export interface FleetSize {
  /** Number of cars that are placed at pickups, if there is no file of vehicles. */
  readonly placedDrivers: number;
  /** The first so many cars of a file are taken; undefined: all. */
  readonly firstDrivers?: number | undefined;
  /** Whether the user said how many there are, or asks for it. */
  readonly hasSize: boolean;
}

/**
 * Reads the options of a recorded city.
 *
 * @returns undefined when no file is given
 * @throws {UsageError} with a message that names valid values
 */
export function readCityFileOptions(
  raw: Raw,
  { placedDrivers, firstDrivers, hasSize }: FleetSize,
): CityFiles | undefined {
  const requests = text(raw.requests);
  const network = text(raw.network);
  const vehicles = text(raw.vehicles);
  if ((raw.requests ?? raw.network ?? raw.vehicles) === undefined) {
    refuseWithoutFiles(raw);
    return undefined;
  }
  if (!requests || !network || (!vehicles && !hasSize)) {
    throw new UsageError(
      '--requests and --network belong together, with a fleet: --vehicles, or a number of --drivers',
    );
  }
  const maxSnapMeters =
    raw.maxSnap === undefined
      ? undefined
      : readNumber('--max-snap', String(raw.maxSnap), { min: 0, max: 1_000_000 });
  const table = readTableOptions(raw);
  return {
    requests,
    network,
    vehicles,
    placedDrivers,
    firstDrivers,
    table,
    maxSnapMeters,
    acceptInput: raw.acceptInput === true,
  };
}

/** Reads `--drivers` as a size of a fleet. @returns undefined when it isn't given */
export const readDrivers = (raw: Raw, most = MOST_DRIVERS): number | undefined =>
  raw.drivers === undefined
    ? undefined
    : readNumber('--drivers', String(raw.drivers), { min: 1, max: most, whole: true });

function refuseWithoutFiles(raw: Raw): void {
  const stray = READING_OPTIONS.find(([key]) => raw[key] !== undefined);
  if (stray) throw new UsageError(`${stray[1]} is for files: give --requests and --network too`);
}

function readTableOptions(raw: Raw): TableOptions {
  return {
    format: readChoice('--format', raw.format, FORMAT_NAMES),
    columns: readColumns(text(raw.columns)),
    timeZone: readTimeZone(text(raw.timezone) ?? 'UTC'),
    dateOrder: readChoice('--date-order', raw.dateOrder, ['dmy', 'mdy'] as const),
    day: readDay(text(raw.day)),
    zones: text(raw.zones),
    nodes: text(raw.nodes),
    skipBadRows: raw.skipBadRows === true,
    seed: readNumber('--seed', String(raw.seed ?? DEFAULT_TABLE_OPTIONS.seed), {
      min: 0,
      max: 2 ** 31 - 1,
      whole: true,
    }),
  };
}

function readChoice<T extends string>(
  option: string,
  value: Raw[string],
  choices: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const choice = choices.find((each) => each === value);
  if (choice) return choice;
  throw new UsageError(`${option} takes ${choices.join(', ')}, not "${String(value)}"`);
}

/** Reads `o_lat=pickup_latitude,o_lon="their, name"`. */
function readColumns(value: string | undefined): TableOptions['columns'] {
  const known: readonly string[] = [...REQUEST_FIELDS, ...VEHICLE_FIELDS];
  const pairs = (value ?? '').match(/(?:[^,"]|"[^"]*")+/g) ?? [];
  const columns = new Map<string, string>();
  for (const pair of pairs) {
    const [, field = '', name = ''] = /^\s*([^=]+?)\s*=\s*"?([^"]+?)"?\s*$/.exec(pair) ?? [];
    if (!known.includes(field) || name === '') {
      throw new UsageError(
        `--columns takes our name=their name, with commas between, not "${pair.trim()}". Our names: ${known.join(', ')}`,
      );
    }
    columns.set(field, name);
  }
  return Object.fromEntries(columns);
}

function readTimeZone(name: string): string {
  try {
    return new TimeZone(name).name;
  } catch {
    throw new UsageError(`--timezone takes a zone such as Europe/Berlin or UTC, not "${name}"`);
  }
}

function readDay(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  try {
    new TimeZone('UTC').startOfDate(value);
    return value;
  } catch {
    throw new UsageError(`--day takes a date such as 2014-12-21, not "${value}"`);
  }
}

const text = (value: Raw[string]): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
