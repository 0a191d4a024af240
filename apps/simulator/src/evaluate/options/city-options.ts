import type { Command } from 'commander';
import { UsageError } from '#simulation';
import {
  addCityFileOptions,
  readCityFileOptions,
  readDrivers,
} from '../../options/city-file-options.js';
import type { EvaluateOptions } from './evaluate-options.js';
import { numberOption, type RawOptions } from './raw-options.js';

const DEFAULT_RIDERS_PER_HOUR = '240';
/** Too few for the rush hours, because with enough cars all policies serve all riders. */
export const DEFAULT_DRIVERS = 45;
/** Cars at pickups that a sweep or a search for a fleet may take from. */
const PLACED_DRIVERS = 20_000;
const FIRST_PLACED_DRIVERS = 50;

type CityOptions = Pick<EvaluateOptions, 'files' | 'ridersPerHour' | 'drivers'>;

/** Adds the options of the city: files, or the size of the generated one. */
export function addCityOptions(command: Command): Command {
  return addCityFileOptions(command)
    .optionsGroup('The city:')
    .option(
      '--riders-per-hour <n>',
      `requests in an average hour of the generated city (default: ${DEFAULT_RIDERS_PER_HOUR})`,
    )
    .option(
      '--drivers <n>',
      `cars: of the generated city (default: ${DEFAULT_DRIVERS}, too few for the rush hours), of a fleet at pickups, or the first of --vehicles`,
    );
}

/** Reads the options of the city. @throws {UsageError} with a message that names valid values */
export function readCityOptions(raw: RawOptions): CityOptions {
  const drivers = readDrivers(raw);
  const asksForFleet = raw.target !== undefined || String(raw.sweep ?? '').includes('drivers=');
  const files = readCityFileOptions(raw, {
    placedDrivers: Math.max(PLACED_DRIVERS, drivers ?? 0),
    hasSize: drivers !== undefined || asksForFleet,
  });
  if (files !== undefined && raw.ridersPerHour !== undefined) {
    throw new UsageError('--riders-per-hour is for the generated city, not for files');
  }
  const { ridersPerHour = DEFAULT_RIDERS_PER_HOUR } = raw;
  return {
    files,
    ridersPerHour: numberOption('--riders-per-hour', ridersPerHour, { min: 1, max: 100_000 }),
    drivers: drivers ?? defaultDrivers(files),
  };
}

/** All cars of a file; at pickups a search for a fleet begins with a few. */
function defaultDrivers(files: CityOptions['files']): number | undefined {
  if (files === undefined) return DEFAULT_DRIVERS;
  return files.vehicles === undefined ? FIRST_PLACED_DRIVERS : undefined;
}
