import type { Command } from 'commander';
import { UsageError } from '#simulation';
import type { EvaluateOptions } from './evaluate-options.js';
import { numberOption, textOption, type RawOptions } from './raw-options.js';

const DEFAULT_RIDERS_PER_HOUR = '240';
/** Too few for the rush hours, because with enough cars all policies serve all riders. */
export const DEFAULT_DRIVERS = 45;

type CityOptions = Pick<EvaluateOptions, 'files' | 'ridersPerHour' | 'drivers'>;

/** Adds the options of the city: files, or the size of the generated one. */
export function addCityOptions(command: Command): Command {
  return command
    .optionsGroup('The city:')
    .option('--requests <csv>', 'recorded requests instead of the generated city')
    .option('--network <file>', 'their road network: node-link JSON, GraphML, GeoJSON, OSM PBF')
    .option('--vehicles <csv>', 'their fleet')
    .option(
      '--riders-per-hour <n>',
      `requests in an average hour of the generated city (default: ${DEFAULT_RIDERS_PER_HOUR})`,
    )
    .option(
      '--drivers <n>',
      `cars of the generated city (default: ${DEFAULT_DRIVERS}, too few for the rush hours), or the first cars of the file`,
    );
}

/** Reads the options of the city. @throws {UsageError} with a message that names valid values */
export function readCityOptions(raw: RawOptions): CityOptions {
  const files = readFiles(raw);
  return { files, ...readSize(raw, files !== undefined) };
}

function readFiles(raw: RawOptions): EvaluateOptions['files'] {
  const requests = textOption(raw.requests);
  const network = textOption(raw.network);
  const vehicles = textOption(raw.vehicles);
  if (requests && network && vehicles) return { requests, network, vehicles };
  if ((raw.requests ?? raw.network ?? raw.vehicles) !== undefined) {
    throw new UsageError('--requests, --network and --vehicles belong together: give all three');
  }
  return undefined;
}

function readSize(raw: RawOptions, hasFiles: boolean): Omit<CityOptions, 'files'> {
  if (hasFiles && raw.ridersPerHour !== undefined) {
    throw new UsageError('--riders-per-hour is for the generated city, not for files');
  }
  const { ridersPerHour = DEFAULT_RIDERS_PER_HOUR } = raw;
  const drivers = raw.drivers ?? (hasFiles ? undefined : String(DEFAULT_DRIVERS));
  return {
    ridersPerHour: numberOption('--riders-per-hour', ridersPerHour, { min: 1, max: 100_000 }),
    drivers:
      drivers === undefined
        ? undefined
        : numberOption('--drivers', drivers, { min: 1, max: 100_000, whole: true }),
  };
}
