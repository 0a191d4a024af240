import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { migrateDatabase, openDatabase, type OpenDatabase } from '#database';
import { requirePolicy } from '#dispatch';
import { PinoLogger, SettingsError, type Settings } from '#platform';
import { AppModule } from './app.module.js';
import { loadCity } from './city/load-city.js';
import { configureHttp } from './http/configure-http.js';
import { createHttpAdapter } from './http/http-adapter.js';
import { OpenConnections } from './http/open-connections.js';
import { readTls } from './http/tls.js';

export interface Server {
  /** Where it listens, e.g. `http://127.0.0.1:3000`; `https:` with a certificate. */
  url: string;
  /** Drains the streams, ends everything, and stops the embedded Postgres last. */
  stop(): Promise<void>;
}

/** After the streams were told: how long other connections may take to end. */
const HTTP_CLOSE_LIMIT_MS = 2000;

/**
 * Connections that may wait to be accepted; the system allows fewer (4096 on Linux). With
 * Node's 511, most of 5,000 clients that come back at once would be dropped, and try again
 * after one second, then three, then seven.
 */
const BACKLOG = 16_384;

/** Database, schema, application, port: in this order. */
export async function startServer(settings: Settings): Promise<Server> {
  const logger = new PinoLogger(settings.logLevel);
  requireKnownPolicy(settings);
  const tls = await readTls(settings);
  const city = await loadCity(settings);
  const database = await openDatabase({
    ...settings.database,
    onLost: (reason) => {
      logger.fatal(`The embedded Postgres has ended: ${reason}`, 'Server');
      process.exit(1);
    },
  });
  try {
    await migrateDatabase(database.url);
    const app = await NestFactory.create<NestFastifyApplication>(
      AppModule.forRoot({ settings, city, databaseUrl: database.url }),
      createHttpAdapter(settings, tls),
      { logger, bodyParser: false, abortOnError: false },
    );
    const connections = new OpenConnections(app);
    const stop = () => close({ app, connections, database });
    await configureHttp(app, settings);
    await listen(app, settings, stop);
    const url = await app.getUrl();
    logger.log(`Tripstream listens on ${url}`, 'Server');
    return { url, stop };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Before anything is started: a wrong name is a matter of one line, not of a stack. */
function requireKnownPolicy(settings: Settings): void {
  try {
    requirePolicy(settings.matching.policy);
  } catch (error) {
    throw new SettingsError(`MATCHING_POLICY: ${(error as Error).message}`);
  }
}

async function listen(
  app: NestFastifyApplication,
  settings: Settings,
  stop: () => Promise<void>,
): Promise<void> {
  const { port, host } = settings.http;
  try {
    await app.listen({ port, host, backlog: BACKLOG });
  } catch (error) {
    await stop();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new SettingsError(`Port ${port} on ${host} is taken. Set PORT to a free one.`);
  }
}

interface Running {
  app: NestFastifyApplication;
  connections: OpenConnections;
  database: OpenDatabase;
}

async function close({ app, connections, database }: Running): Promise<void> {
  const cut = setTimeout(() => {
    connections.destroyAll();
  }, HTTP_CLOSE_LIMIT_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
  await database.close();
}
