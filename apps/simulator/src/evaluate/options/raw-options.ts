import { readDuration, readNumber, type NumberRange } from '../../options/option-values.js';

/** The options of a command line as commander has read them, by their names in camel case. */
export type RawOptions = Record<string, string | boolean | undefined>;

/** Reads a number within a range. @throws {UsageError} with the valid range */
export const numberOption = (
  option: string,
  value: RawOptions[string],
  range: NumberRange,
): number => readNumber(option, String(value), range);

/** The text of an option; undefined when it is absent or empty. */
export const textOption = (value: RawOptions[string]): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Reads a duration that may be zero. @throws {UsageError} with the valid form */
export const readPause = (option: string, value: string): number =>
  /^0+(\.0+)?[smh]?$/.test(value.trim()) ? 0 : readDuration(option, value);
