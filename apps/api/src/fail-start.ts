import { FolderInUseError } from '#embedded-postgres';
import { SettingsError, describeError } from '#platform';

/** Prints the error for the operator and exits. An error of the configuration needs no stack trace. */
export function failStart(error: unknown): void {
  const isConfiguration = error instanceof SettingsError || error instanceof FolderInUseError;
  const { message, stack } = describeError(error);
  const text = isConfiguration || !stack ? message : `${message}\n${stack}`;
  process.stderr.write(`Tripstream: ${text}\n`);
  process.exit(1);
}
