import path from 'node:path';
import type { Command } from 'commander';
import type { EvaluateOptions } from './evaluate-options.js';
import { numberOption, textOption, type RawOptions } from './raw-options.js';

/** A folder below `.data`, whose content may be deleted at any time. */
const CACHE_DIR = path.join('.data', 'travel-times');
const BYTES_PER_MB = 1024 * 1024;

/** Adds the options of the output and of the travel times. */
export function addOutputOptions(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .option('--json', 'one JSON object on stdout instead of the table')
    .option('--report <html>', 'a page with charts and maps, in a single file')
    .option('--export <folder>', 'trips, legs of cars and occupancy, as CSV and GeoJSON')
    .optionsGroup('Travel times:')
    .option(
      '--memory <MB>',
      'most memory for travel times; a network with more is computed as needed',
      '1024',
    )
    .option('--cache-dir <folder>', 'where they are kept for the next run', CACHE_DIR)
    .option('--no-cache', 'neither read nor keep them');
}

/** Reads the options of the output. @throws {UsageError} with a message that names valid values */
export const readOutputOptions = (
  raw: RawOptions,
): Pick<EvaluateOptions, 'json' | 'report' | 'exportFolder' | 'cacheDir' | 'maxBytes'> => ({
  json: raw.json === true,
  report: textOption(raw.report),
  exportFolder: textOption(raw.export),
  cacheDir: raw.cache === false ? undefined : textOption(raw.cacheDir),
  maxBytes: numberOption('--memory', raw.memory, { min: 1, max: 1_048_576 }) * BYTES_PER_MB,
});
