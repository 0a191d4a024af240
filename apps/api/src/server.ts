import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { migrateDatabase, openDatabase, type OpenDatabase } from '#database';
import { policyNamed } from '#dispatch';
import { streamFormConstraint } from '#notification';
import { PinoLogger, SettingsError, type Settings } from '#platform';
import { AppModule } from './app.module.js';
import { loadCity } from './city/load-city.js';
import { configureHttp } from './http/configure-http.js';
import { answerUnparsable, answerUnroutable } from './http/unroutable.js';

export interface Server {
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  url: string;
  /** Drains the streams, ends everything, and stops the embedded Postgres last. */
  stop(): Promise<void>;
}

/** After the streams were told: how long other connections may take to end. */
const HTTP_CLOSE_LIMIT_MS = 2000;

/** Largest body: a hundred locations are 15 KB. */
const BODY_LIMIT = 64 * 1024;

/** Database, schema, application, port: in this order. */
export async function startServer(settings: Settings): Promise<Server> {
  const logger = new PinoLogger(settings.logLevel);
  requirePolicy(settings);
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
      AppModule.with({ settings, city, databaseUrl: database.url }),
      new FastifyAdapter({
        bodyLimit: BODY_LIMIT,
        frameworkErrors: answerUnroutable,
        clientErrorHandler: answerUnparsable,
        // While it closes, streams are told so in band and commands still get their answer.
        return503OnClosing: false,
        routerOptions: { constraints: streamFormConstraint },
      }),
      { logger, bodyParser: false, abortOnError: false },
    );
    await configureHttp(app, settings);
    await listen(app, settings, database);
    const url = await app.getUrl();
    logger.log(`Tripstream listens on ${url}`, 'Server');
    return { url, stop: () => stop(app, database) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Before anything is started: a wrong name is a matter of one line, not of a stack. */
function requirePolicy(settings: Settings): void {
  try {
    policyNamed(settings.matching.policy);
  } catch (error) {
    throw new SettingsError(`MATCHING_POLICY: ${(error as Error).message}`);
  }
}

async function listen(
  app: NestFastifyApplication,
  settings: Settings,
  database: OpenDatabase,
): Promise<void> {
  const { port, host } = settings.http;
  try {
    await app.listen({ port, host });
  } catch (error) {
    await stop(app, database);
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new SettingsError(`Port ${port} on ${host} is taken. Set PORT to a free one.`);
  }
}

async function stop(app: NestFastifyApplication, database: OpenDatabase): Promise<void> {
  const server = app.getHttpServer();
  // Node counts a connection that never sent a whole request as busy, and would wait for it.
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, HTTP_CLOSE_LIMIT_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
  await database.close();
}
