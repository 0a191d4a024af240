import { PinoLogger, Settings, logCrashes } from '#platform';
import { failStart } from './fail-start.js';
import { startServer } from './server.js';

/**
 * The shutdown of streams, engine and Postgres may take this long, on top of the drain. After that
 * the process exits.
 */
const SHUTDOWN_LIMIT_MS = 5000;

const exitAfter = (limitMs: number) => setTimeout(() => process.exit(1), limitMs).unref();

async function main(): Promise<void> {
  logCrashes(new PinoLogger('fatal'));
  const settings = Settings.from();
  const server = await startServer(settings);
  const { delayMs, spreadMs } = settings.drain;
  const impatience = new AbortController();
  let stopping = false;
  const stop = () => {
    if (stopping) {
      // Streams, engine and Postgres still end in order: a terminal may send a signal twice.
      if (!impatience.signal.aborted) exitAfter(SHUTDOWN_LIMIT_MS);
      impatience.abort();
      return;
    }
    stopping = true;
    exitAfter(delayMs + spreadMs + SHUTDOWN_LIMIT_MS);
    server.stop(impatience.signal).then(
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
