import { FolderInUseError } from '#embedded-postgres';
import { SettingsError } from '#platform';

/** Prints the error for the operator and exits. An error of the configuration needs no stack trace. */
export function failStart(error: unknown): void {
  const isConfiguration = error instanceof SettingsError || error instanceof FolderInUseError;
  const message =
    error instanceof Error && !isConfiguration ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`Tripstream: ${message.replace(/^\w+Error: /, '')}\n`);
  process.exit(1);
}
