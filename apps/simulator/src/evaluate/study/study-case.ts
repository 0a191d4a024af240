import { UsageError } from '#simulation';
import type { EvaluateOptions } from '../options/evaluate-options.js';
import { readEvaluateOptions } from '../options/read-evaluate-options.js';
import { readScenarios } from './scenario-file.js';

/** One variant of a study: a name and the options with which its days are simulated. */
export interface StudyCase {
  readonly name: string;
  readonly options: EvaluateOptions;
}

/**
 * The cases of a study. A sweep has one for each value, a scenario file one for each scenario;
 * otherwise the command line is the only one.
 *
 * @param args the command line that `options` were read from
 * @throws {UsageError} for an option of a case that is invalid
 * @throws {InputError} for an invalid scenario file
 */
export async function readCases(
  args: readonly string[],
  options: EvaluateOptions,
): Promise<StudyCase[]> {
  const { sweep, scenarioFile } = options;
  if (sweep) {
    return sweep.values.map((value) => ({
      name: `${sweep.option} ${value}`,
      options: readEvaluateOptions([...args, `--${sweep.option}`, value]),
    }));
  }
  if (scenarioFile === undefined) return [{ name: '', options }];
  const scenarios = await readScenarios(scenarioFile);
  return scenarios.map(({ name, args: own }) => ({
    name,
    options: withName(name, () => readEvaluateOptions([...args, ...own])),
  }));
}

/** Puts the name of the scenario before the message of an invalid option. */
function withName<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`scenario "${name}": ${error.message}`);
    throw error;
  }
}
