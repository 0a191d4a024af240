import { Settings, SettingsError } from '#platform';
import { FolderInUseError } from '#embedded-postgres';
import { startServer } from './server.js';

/** Postgres, streams and engine have this long to end; then the process does, by itself. */
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

/** A person reads this: what is wrong, without a stack where it says nothing more. */
function fail(error: unknown): void {
  const isPlain = error instanceof SettingsError || error instanceof FolderInUseError;
  const message =
    error instanceof Error && !isPlain ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`Tripstream: ${message.replace(/^\w+Error: /, '')}\n`);
  process.exit(1);
}

main().catch(fail);
