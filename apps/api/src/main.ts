import { PinoLogger, Settings, logCrashes } from '#platform';
import { failStart } from './fail-start.js';
import { startServer } from './server.js';

/**
 * The shutdown of streams, engine and Postgres may take this long. After that the process exits.
 */
const SHUTDOWN_LIMIT_MS = 5000;

async function main(): Promise<void> {
  logCrashes(new PinoLogger('fatal'));
  const server = await startServer(Settings.from());
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        failStart(error);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch(failStart);
