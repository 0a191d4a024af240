import { CommanderError } from 'commander';
import { InputError } from '#geo';
import { BadOption } from './bad-option.js';

/** What the commands of the simulator end with. */
export const EXIT = { ok: 0, other: 1, badInput: 2, auditFailed: 3 } as const;

/** Says on stderr what went wrong, unless Commander has. @returns the code to end with */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
  const expected = error instanceof InputError || error instanceof BadOption;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  return expected ? EXIT.badInput : EXIT.other;
}
