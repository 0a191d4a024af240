import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '#contracts';
import { EmbeddedPostgres } from '#embedded-postgres';
import { Agent, request } from 'node:https';
import { json } from 'node:stream/consumers';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { BenchChild } from '../streams/process/bench-child.js';
import type { CallsOf } from '../streams/process/calls.js';
import type { ServerCalls } from '../streams/process/measured-server.js';
import { benchVariables, createServerProgram } from '../streams/tripstream/server-program.js';
import { makeLoopbackCertificate, type LoopbackCertificate } from '#testing';
import type { ClientCalls } from './clients/client-process.js';
import type { NetworkCalls } from './network/network-process.js';
import { RideWriter } from './rides/ride-writer.js';
import { ways, type Way } from './ways.js';

const SERVER_FLAGS = ['--expose-gc', '--max-semi-space-size=32'];
/** Connections of each server to Postgres: nine servers share what the embedded one allows. */
const POOL_SIZE = '4';

/** One way with a server of its own, so that its CPU and memory are known. */
export interface Lane {
  way: Way;
  server: BenchChild<ServerCalls>;
  clients: BenchChild<ClientCalls>;
  /** The port of its network. */
  port: number;
  /** The port of its server. */
  serverPort: number;
  /** The port of its proxy that holds answers back. */
  proxyPort: number;
}

/** All processes of the race on loopback: Postgres, a server and clients for each way, the network. */
export class RaceSystem {
  readonly lanes: Lane[] = [];
  /** A server without clients: what a server does for the same events without any client. */
  idle!: BenchChild<ServerCalls>;
  network!: BenchChild<NetworkCalls>;
  writer!: RideWriter;
  riders: Pick<Session, 'token' | 'user'>[] = [];
  private readonly cleanups: (() => Promise<unknown>)[] = [];

  private constructor(readonly certificate: LoopbackCertificate) {}

  static async start(rides: number): Promise<RaceSystem> {
    const system = new RaceSystem(await makeLoopbackCertificate());
    try {
      await system.startAll(rides);
      return system;
    } catch (error) {
      await system.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
  }

  private async startAll(rides: number): Promise<void> {
    const folder = join(tmpdir(), `tripstream-race-${randomBytes(6).toString('hex')}`);
    this.cleanups.push(() => rm(folder, { recursive: true, force: true }));
    await mkdir(folder, { mode: 0o700 });
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    await writeFile(files.cert, this.certificate.cert);
    await writeFile(files.key, this.certificate.key, { mode: 0o600 });
    const postgres = await EmbeddedPostgres.start({ dataDir: join(folder, 'postgres') });
    this.cleanups.push(() => postgres.stop());
    const url = withPatience(postgres.url);
    const settings = {
      ...benchVariables,
      DATABASE_URL: url,
      DATABASE_POOL_SIZE: POOL_SIZE,
      TLS_CERT_FILE: files.cert,
      TLS_KEY_FILE: files.key,
    };
    // The first one migrates the database, and matches for all.
    const first = await this.startServer('commands', settings);
    const [idle, servers, clients, network, writer] = await Promise.all([
      this.startServer('no client', settings),
      Promise.all(ways.map((way) => this.startServer(way, settings))),
      Promise.all(
        ways.map((way) => this.startChild<ClientCalls>(way, 'clients/client-process.js')),
      ),
      this.startChild<NetworkCalls>('network', 'network/network-process.js'),
      RideWriter.start(url),
    ]);
    this.idle = idle;
    this.network = network;
    this.writer = writer;
    this.cleanups.push(() => writer.stop());
    const ports = await network.call('open', ways.length);
    for (const [index, way] of ways.entries()) {
      const [server, own] = [servers[index], clients[index]];
      if (!server || !own) continue;
      const serverPort = await server.call('port', null);
      const proxy = { target: serverPort, certificate: this.certificate };
      const proxyPort = await network.call('startProxy', proxy);
      this.lanes.push({
        way,
        server,
        clients: own,
        port: ports[index] ?? 0,
        serverPort,
        proxyPort,
      });
    }
    this.riders = await signUp(rides, await first.call('port', null), this.certificate.cert);
  }

  private async startServer(
    name: string,
    settings: Record<string, string>,
  ): Promise<BenchChild<ServerCalls>> {
    const instrumentation = new URL('../streams/process/measured-server.js', import.meta.url);
    const { module, flags = [], env } = createServerProgram(instrumentation);
    const server = await BenchChild.start<ServerCalls>(`server of ${name}`, {
      module,
      flags: [...SERVER_FLAGS, ...flags],
      env: { ...env, ...settings },
    });
    this.cleanups.push(() => server.stop());
    return server;
  }

  private async startChild<Calls extends CallsOf<Calls>>(
    name: string,
    file: string,
  ): Promise<BenchChild<Calls>> {
    const module = new URL(file, import.meta.url);
    const child = await BenchChild.start<Calls>(name, { module, flags: ['--expose-gc'] });
    this.cleanups.push(() => child.stop());
    return child;
  }
}

/** Twenty processes share the cores of the machine, so that a connection may take its time. */
function withPatience(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('connect_timeout', '60');
  return url.href;
}

/** Signs riders up at a server. */
async function signUp(
  count: number,
  port: number,
  ca: string,
): Promise<Pick<Session, 'token' | 'user'>[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca });
  const signUpOne = async (): Promise<Session> => {
    const outgoing = request({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/v1/sessions',
      agent,
      headers: { 'content-type': 'application/json' },
    });
    outgoing.end(JSON.stringify({ role: 'rider', name: 'Ada' }));
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    if (answer.statusCode !== 201) throw new Error(`No session: ${answer.statusCode ?? 0}`);
    return (await json(answer)) as Session;
  };
  const sessions = await Promise.all(Array.from({ length: count }, signUpOne));
  agent.destroy();
  return sessions;
}
