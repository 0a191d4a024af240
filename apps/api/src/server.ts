import { Logger, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { OpsKey } from '#access';
import {
  findConnectionShortage,
  migrateDatabase,
  openDatabase,
  type OpenDatabase,
} from '#database';
import { requirePolicy } from '#dispatch';
import { beginNewEpoch } from '#outbox';
import { Metrics, PinoLogger, SettingsError, type Settings, type Tracing } from '#platform';
import { AppModule } from './app.module.js';
import { loadCity } from './city/load-city.js';
import { boundAnswers } from './http/connection/bound-answers.js';
import type { ClientConnections } from './http/connection/client-connections.js';
import { createClientConnections } from './http/connection/create-client-connections.js';
import { configureHttp } from './http/configure-http.js';
import { createHttpAdapter } from './http/http-adapter.js';
import { announce } from './start-links.js';
import { OpenConnections } from './http/open-connections.js';
import { requireReusablePort } from './http/reuse-port.js';
import { Drain } from './operations/drain.js';
import { GatewayModule } from './shard/gateway.module.js';
import { readTls, type Tls } from './http/tls.js';
import { createTracing, nameRequests } from './telemetry/create-tracing.js';

export interface Server {
  /** The address of the server, e.g. `http://127.0.0.1:3000`; `https:` with a certificate. */
  url: string;
  /**
   * Turns the readiness off, closes the streams over the time of the drain, closes the application,
   * and stops the embedded Postgres last.
   *
   * @param hurry ends the drain at once: all streams that are still open close together
   */
  stop(hurry?: AbortSignal): Promise<void>;
}

/** The time that connections have to end after the shutdown began. */
const HTTP_CLOSE_LIMIT_MS = 2000;

/**
 * The connections that may wait to be accepted; the system may allow fewer (4096 on Linux). With
 * Node's default of 511, most of 5,000 clients that reconnect at the same time would be dropped
 * and would retry after one, three and seven seconds.
 */
const BACKLOG = 16_384;

/** What an operator can do about an address that can't be listened on, by the code of the error. */
const LISTEN_HINTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken. Set PORT to a free one.',
  EACCES: 'this account may not use the port. Set PORT to 1024 or more.',
  EADDRNOTAVAIL: 'this machine has no such address. Set HOST to one of its addresses.',
  ENOTFOUND: 'the name is unknown. Set HOST to an address of this machine.',
  EAI_AGAIN: 'the name is unknown. Set HOST to an address of this machine.',
};

const EXPOSED =
  'AUTH_MODE=demo gives a token to every caller, and HOST, ALLOWED_HOSTS, PUBLIC_URL or ' +
  'TRUST_PROXY let other machines call: whoever reaches this server can act as a rider or a ' +
  'driver. An ops session needs the key on stderr. Listen on 127.0.0.1 alone, or use ' +
  'AUTH_MODE=jwks.';

/**
 * Opens the database, migrates the schema, creates the application and listens, in this order. A
 * gateway has no database.
 *
 * @throws SettingsError when a setting can't be used
 */
export async function startServer(settings: Settings): Promise<Server> {
  const logger = new PinoLogger(settings.logLevel);
  Logger.overrideLogger(logger);
  requireReusablePort(settings.http, process.versions.node);
  const tls = await readTls(settings);
  const tracing = await createTracing(settings);
  if (settings.role === 'gateway') {
    const module = GatewayModule.forRoot(settings, tracing);
    return serve({ settings, logger, tls, tracing, module });
  }
  requireKnownPolicy(settings);
  const city = await loadCity(settings);
  const database = await openDatabase({
    ...settings.database,
    onLost: (reason) => {
      logger.fatal(`The embedded Postgres has ended: ${reason}`, 'Server');
      process.exit(1);
    },
  });
  try {
    await migrateDatabase(database.directUrl);
    if (database.wasCopied) {
      logger.warn('The data folder is a copy: its history gets another epoch.', 'Server');
      await beginNewEpoch(database.directUrl);
    }
    await warnOfShortage(settings, database, logger);
    const module = AppModule.forRoot({ settings, city, database, tracing });
    return await serve({ settings, logger, tls, tracing, module, database });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Before the application opens its pool, so that the sentence precedes the errors it explains. */
async function warnOfShortage(
  settings: Settings,
  { directUrl, isPooled }: OpenDatabase,
  logger: PinoLogger,
): Promise<void> {
  const shortage = await findConnectionShortage(directUrl, {
    poolSize: isPooled ? 0 : settings.database.poolSize,
    hasRelay: settings.bus.servers !== undefined,
  });
  if (shortage !== undefined) logger.warn(shortage, 'Server');
}

interface Service {
  settings: Settings;
  logger: PinoLogger;
  tls: Tls | undefined;
  tracing: Tracing;
  module: DynamicModule;
  /** Closed last. */
  database?: OpenDatabase;
}

async function serve(service: Service): Promise<Server> {
  const { settings, logger, tls, tracing, module, database } = service;
  const clients = createClientConnections(settings);
  const app = await NestFactory.create<NestFastifyApplication>(
    module,
    createHttpAdapter({ http: settings.http, tls, connections: clients }),
    { logger, bodyParser: false, abortOnError: false },
  );
  const connections = new OpenConnections(app);
  clients.reportTo(app.get(Metrics));
  const closeAll = () => close({ app, clients, connections, tracing, database });
  await nameRequests(app, settings);
  await configureHttp(app, settings);
  // The last hook, so that it counts what the others have made of the answer.
  boundAnswers(app, clients);
  await listen(app, settings, closeAll);
  const url = await app.getUrl();
  logger.log(`Tripstream listens on ${addressOf(app, settings)}`, 'Server');
  if (settings.role !== 'gateway') {
    announce(settings.http.publicUrl ?? localOrigin(url, settings), logger);
  }
  if (settings.isDemoExposed) {
    logger.warn(EXPOSED, 'Server');
    app.get(OpsKey).print();
  }
  return {
    url,
    stop: async (hurry = new AbortController().signal) => {
      await app.get(Drain).run(hurry);
      await closeAll();
    },
  };
}

/**
 * Checks the policy's name before the start, so that a wrong name gives one line instead of a
 * stack.
 */
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
  closeAll: () => Promise<void>,
): Promise<void> {
  const { port, host, reusePort } = settings.http;
  try {
    // Node passes the option on to the system; Fastify's types don't have it yet.
    await app.listen({ port, host, backlog: BACKLOG, ...(reusePort && { reusePort }) } as object);
  } catch (error) {
    await closeAll();
    const hint = LISTEN_HINTS[(error as NodeJS.ErrnoException).code ?? ''];
    if (hint === undefined) throw error;
    throw new SettingsError(`HOST ${host}, PORT ${port}: ${hint}`);
  }
}

/** The address of the socket. `app.getUrl()` shows a loopback address when all are listened on. */
function addressOf(app: NestFastifyApplication, { http }: Settings): string {
  const { address, port, family } = app.getHttpServer().address() as AddressInfo;
  // Fastify doesn't know that the server of `createHttpServer` speaks TLS.
  const scheme = http.tlsCertFile === undefined ? 'http' : 'https';
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Fastify doesn't know that the server of `createHttpServer` speaks TLS. */
const localOrigin = (url: string, { http }: Settings): string =>
  http.tlsCertFile === undefined ? url : url.replace(/^http:/, 'https:');

interface RunningServer {
  app: NestFastifyApplication;
  clients: ClientConnections;
  connections: OpenConnections;
  tracing: Tracing;
  database: OpenDatabase | undefined;
}

async function close(server: RunningServer): Promise<void> {
  const { app, clients, connections, tracing, database } = server;
  const limit = setTimeout(() => {
    connections.destroyAll();
  }, HTTP_CLOSE_LIMIT_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(limit);
    clients.stop();
  }
  await tracing.stop();
  await database?.close();
}
