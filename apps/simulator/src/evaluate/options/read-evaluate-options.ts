import { readCityOptions } from './city-options.js';
import { readDayOptions } from './day-options.js';
import { evaluateCommand } from './evaluate-command.js';
import type { EvaluateOptions } from './evaluate-options.js';
import { readFleetFiles } from './fleet-options.js';
import { readOutputOptions } from './output-options.js';
import type { RawOptions } from './raw-options.js';
import { readStudyOptions } from './study-options.js';

/**
 * Reads the options of `npm run evaluate`.
 *
 * @param args the command line without the name of the script
 * @throws {UsageError} with a message that names valid values
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readEvaluateOptions(args: readonly string[]): EvaluateOptions {
  const raw = evaluateCommand().exitOverride().parse(args, { from: 'user' }).opts<RawOptions>();
  return {
    ...readCityOptions(raw),
    ...readDayOptions(raw),
    ...readFleetFiles(raw),
    ...readStudyOptions(raw),
    ...readOutputOptions(raw),
  };
}
