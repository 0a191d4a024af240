import { CommanderError } from 'commander';
import { InputError } from '#geo';
import { UsageError } from './usage-error.js';

/** Exit codes of the commands: the demo, the evaluation, the benchmarks and the fault suite. */
export const EXIT = { ok: 0, other: 1, badInput: 2, auditFailed: 3 } as const;

export interface ErrorReportOptions {
  /** Whether an unexpected error is printed with its stack (default false: its message alone). */
  readonly withStack?: boolean;
}

/**
 * Prints the error that ended a command to stderr. Commander has printed its own errors.
 *
 * @returns the exit code: 0 after `--help`, 2 for input that the user can correct, else 1
 */
export function handleCommandError(
  error: unknown,
  { withStack = false }: ErrorReportOptions = {},
): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
  const isExpected = error instanceof InputError || error instanceof UsageError;
  process.stderr.write(`${describeError(error, withStack && !isExpected)}\n`);
  return isExpected ? EXIT.badInput : EXIT.other;
}

function describeError(error: unknown, withStack: boolean): string {
  if (!(error instanceof Error)) return String(error);
  return withStack ? (error.stack ?? error.message) : error.message;
}
