import { Settings } from '#platform';
import { createTestDatabase } from '#testing';
import { startServer } from '../../src/server.js';

export interface TestServer {
  url: string;
  databaseUrl: string;
  /** Ends the server and keeps the database, for another one to be started on it. */
  stop(): Promise<void>;
  /** Ends the server, if it runs, and drops the database. */
  drop(): Promise<void>;
}

/**
 * A whole server in this process, on a database of its own.
 *
 * @param overrides environment variables; with `DATABASE_URL` the server gets that one,
 *   and dropping it stays with the caller
 */
export async function startTestServer(overrides: Record<string, string> = {}): Promise<TestServer> {
  const database = overrides['DATABASE_URL'] ? undefined : await createTestDatabase();
  const settings = Settings.from({
    DATABASE_URL: database?.url,
    AUTH_MODE: 'demo',
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    RATE_LIMIT_PER_SECOND: '100000',
    HEARTBEAT_SECONDS: '0.5',
    STREAMS_PER_USER: '100',
    MATCHING_WINDOW_MS: '20',
    // Drivers of most tests send no acknowledgements.
    OFFER_ACK_SECONDS: '0',
    ...overrides,
  });
  const server = await startServer(settings);
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= server.stop());
  return {
    url: server.url,
    databaseUrl: settings.database.url ?? '',
    stop,
    drop: async () => {
      await stop();
      await database?.drop();
    },
  };
}
