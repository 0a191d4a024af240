import { isConnectionLost } from '#database';
import { FolderInUseError } from '#embedded-postgres';
import { SettingsError, describeError } from '#platform';

/** Prints one sentence for the operator and exits. */
export function failStart(error: unknown): void {
  process.stderr.write(`Tripstream: ${describeFailure(error)}\n`);
  process.exit(1);
}

/**
 * An operator can act on a sentence, and not on a stack. Only the errors that a mistake in the code
 * causes come with their stack, for a report.
 */
function describeFailure(error: unknown): string {
  // These messages are ours, and name files and settings of the operator.
  if (error instanceof SettingsError || error instanceof FolderInUseError) return error.message;
  const { type, message, code, stack, errors = [] } = describeError(error);
  const text = message || errors.map((each) => each.message).join('; ') || code || type;
  if (isConnectionLost(error)) {
    return `The database can't be used: ${text}. Check DATABASE_URL, and that the database runs.`;
  }
  return isMistake(error) && stack ? `${text}\n${stack}` : text;
}

const isMistake = (error: unknown): boolean =>
  [TypeError, RangeError, ReferenceError, SyntaxError].some((type) => error instanceof type);
