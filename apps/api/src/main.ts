import { Settings, SettingsError } from '#platform';
import { FolderInUseError } from '#embedded-postgres';
import { startServer } from './server.js';

/**
 * The shutdown of streams, engine and Postgres may take this long. After that the process exits.
 */
const SHUTDOWN_LIMIT_MS = 5000;

async function main(): Promise<void> {
  const server = await startServer(Settings.from());
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        fail(error);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Prints the error for the operator. An error of the configuration needs no stack trace. */
function fail(error: unknown): void {
  const isConfiguration = error instanceof SettingsError || error instanceof FolderInUseError;
  const message =
    error instanceof Error && !isConfiguration ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`Tripstream: ${message.replace(/^\w+Error: /, '')}\n`);
  process.exit(1);
}

main().catch(fail);
