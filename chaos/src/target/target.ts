import pg from 'pg';
import { until } from '#testing';
import { Gateways, type GatewayOptions } from './gateways.js';
import { NetworkProxy } from './network-proxy.js';
import { Pooler } from './pooler.js';
import { Server } from './server.js';
import { createTargetDatabase, type TargetDatabase } from './target-database.js';

export interface TargetOptions {
  /** Number of servers on the one database. Default 1. */
  instances?: number;
  /** Starts a durable PostgreSQL that the fault may restart. Default: a database of the shared one. */
  ownPostgres?: boolean;
  /** Starts a PostgreSQL with a synchronous standby, to which the fault may fail over. */
  isReplicated?: boolean;
  /** Puts the tables on a disk of 64 MB, where the suite may mount one; needs `ownPostgres`. */
  hasSmallDisk?: boolean;
  /** Puts PgBouncer in transaction mode between the commands of the servers and Postgres. */
  usesPooler?: boolean;
  /** Environment variables of the servers; they override those of `Server`. */
  settings?: Readonly<Record<string, string>>;
  /** Puts NATS and gateways in front of the servers, which then serve no streams. */
  gateways?: GatewayOptions;
  /** Modules that are loaded before the server, as paths of their sources. */
  preloads?: readonly string[];
  /**
   * The name under which the servers look their database up; a preloaded module must resolve it.
   * Default: its address.
   */
  databaseHost?: string;
  /** SQL statements that change the schema before the first server starts. */
  schema?: readonly string[];
}

interface Proxies {
  serverProxy: NetworkProxy;
  databaseProxy: NetworkProxy;
  /** The proxy of the checkers, which no fault touches. */
  direct: NetworkProxy;
}

/**
 * The system under test: clients → proxy → servers → proxy → Postgres. The checkers reach
 * the database through a third proxy, which no fault touches. With `gateways`, streams go another
 * way: clients → proxy → gateways → NATS → servers.
 */
export class Target {
  /** Every server and gateway that was started, including those that have ended. */
  readonly servers: Server[] = [];
  private readonly gatewaysAmong = new Set<Server>();
  private streamSide: Gateways | undefined;
  private readonly outOfRotation = new Set<Server>();
  /** Another server that the address of the database leads to. */
  private movedTo: (() => number) | undefined;
  private ownPooler: Pooler | undefined;
  private readonly cleanups: (() => Promise<unknown>)[] = [];

  private constructor(
    private readonly options: TargetOptions,
    private readonly database: TargetDatabase,
    private readonly proxies: Proxies,
    private readonly sql: pg.Pool,
  ) {}

  static async start(options: TargetOptions): Promise<Target> {
    const { ownPostgres = false, hasSmallDisk = false, isReplicated = false } = options;
    const database = await createTargetDatabase({ ownPostgres, hasSmallDisk, isReplicated });
    const rotation: { ports: () => number[] } = { ports: () => [] };
    const place = { port: database.port };
    const [serverProxy, databaseProxy, direct] = await Promise.all([
      NetworkProxy.start(() => rotation.ports()),
      NetworkProxy.start(() => [place.port()]),
      NetworkProxy.start(() => [place.port()]),
    ]);
    const sql = new pg.Pool({ connectionString: throughProxy(database.url, direct), max: 4 });
    // An 'error' event without a handler would end the suite when the database restarts.
    sql.on('error', () => undefined);
    const target = new Target(options, database, { serverProxy, databaseProxy, direct }, sql);
    rotation.ports = () => target.portsInRotation;
    place.port = () => (target.movedTo ?? database.port)();
    try {
      if (options.usesPooler) await target.startPooler();
      for (const statement of options.schema ?? []) await target.query(statement);
      if (options.gateways) await target.startStreamSide(options.gateways);
      for (let count = options.instances ?? 1; count > 0; count -= 1) await target.startServer();
      for (let count = options.gateways?.count ?? (options.gateways ? 2 : 0); count > 0; count -= 1)
        await target.startGateway();
      return target;
    } catch (error) {
      await target.stop();
      throw error;
    }
  }

  /** The network between the clients and the servers. */
  get serverProxy(): NetworkProxy {
    return this.proxies.serverProxy;
  }

  /** The network between the clients and what serves streams: the gateways, if there are any. */
  get streamProxy(): NetworkProxy {
    return this.streamSide?.proxy ?? this.serverProxy;
  }

  /** @throws {Error} when the target has no gateways */
  get nats(): Gateways['cluster'] {
    if (this.streamSide) return this.streamSide.cluster;
    throw new Error('This fault needs NATS: its target needs gateways.');
  }

  get aliveGateways(): Server[] {
    return [...this.gatewaysAmong].filter((gateway) => gateway.isAlive);
  }

  /** The network between the servers and Postgres. */
  get databaseProxy(): NetworkProxy {
    return this.proxies.databaseProxy;
  }

  /** @throws {Error} when the target has no PostgreSQL of its own */
  get postgres(): NonNullable<TargetDatabase['postgres']> {
    if (this.database.postgres) return this.database.postgres;
    throw new Error('This fault restarts Postgres: its target needs ownPostgres.');
  }

  /** @throws {Error} when the target has no standby */
  get replicated(): NonNullable<TargetDatabase['replicated']> {
    if (this.database.replicated) return this.database.replicated;
    throw new Error('This fault fails over: its target needs isReplicated.');
  }

  /** Present when the tables are on a small disk of their own. */
  get smallDisk(): TargetDatabase['smallDisk'] {
    return this.database.smallDisk;
  }

  /** @throws {Error} when the target has no pooler */
  get pooler(): Pooler {
    if (this.ownPooler) return this.ownPooler;
    throw new Error('This fault restarts the pooler: its target needs usesPooler.');
  }

  /** The address of the database for checkers and writers; no fault touches it. */
  get directUrl(): string {
    return throughProxy(this.database.url, this.proxies.direct);
  }

  get aliveServers(): Server[] {
    return this.servers.filter((server) => server.isAlive);
  }

  /** @param index in the order in which the servers were started, from 0 */
  server(index: number): Server {
    const server = this.servers[index];
    if (!server) throw new Error(`There is no server ${index}.`);
    return server;
  }

  /** Sends new connections to the other servers, as a load balancer does. */
  removeFromRotation(server: Server): void {
    this.outOfRotation.add(server);
  }

  returnToRotation(server: Server): void {
    this.outOfRotation.delete(server);
  }

  /**
   * Leads the address of the database to another server, for the servers and for the checkers, as
   * a restore into another cluster or a failover does. Open connections are reset.
   *
   * @param port of a server with the same database, role and password
   */
  async leadDatabaseTo(port: () => number): Promise<void> {
    this.movedTo = port;
    this.databaseProxy.reset();
    this.proxies.direct.reset();
    await until('the database answers', () => this.query('SELECT 1').catch(() => false));
  }

  /** Starts a further server, or the replacement of one that ended. */
  async startServer(): Promise<Server> {
    const { settings = {}, preloads = [], databaseHost } = this.options;
    const databaseUrl = throughProxy(this.database.url, this.databaseProxy, databaseHost);
    const server = await Server.start({
      databaseUrl: this.ownPooler?.url ?? databaseUrl,
      settings: {
        ...(this.ownPooler && { DATABASE_DIRECT_URL: databaseUrl }),
        ...(this.streamSide && { ...this.streamSide.settings(this.servers.length), ROLE: 'api' }),
        ...settings,
      },
      preloads,
    });
    this.servers.push(server);
    return server;
  }

  /** Starts a further gateway, or the replacement of one that ended. */
  async startGateway(): Promise<Server> {
    const { settings = {}, preloads = [] } = this.options;
    if (!this.streamSide) throw new Error('This fault needs gateways.');
    const node = this.servers.length;
    const gateway = await this.streamSide.startGateway(node, { settings, preloads });
    this.servers.push(gateway);
    this.gatewaysAmong.add(gateway);
    return gateway;
  }

  /** Runs `cleanup` when the target has stopped: for what a fault started. */
  onStop(cleanup: () => Promise<unknown>): void {
    this.cleanups.push(cleanup);
  }

  /** Runs a statement on the connection that no fault touches. @returns its rows */
  async query<Row extends object>(statement: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(statement, values)).rows;
  }

  /** Kills the servers, closes the proxies and drops the database. */
  async stop(): Promise<void> {
    await Promise.all(this.aliveServers.map((server) => server.kill()));
    await this.sql.end().catch(() => undefined);
    await Promise.all(Object.values(this.proxies).map((proxy: NetworkProxy) => proxy.close()));
    await this.streamSide?.stop();
    for (const cleanup of this.cleanups) await cleanup();
    await this.database.drop();
  }

  private async startStreamSide(options: GatewayOptions): Promise<void> {
    const ports = (): number[] => portsOf(this.aliveGateways, this.outOfRotation);
    this.streamSide = await Gateways.start(options, ports);
  }

  private async startPooler(): Promise<void> {
    const pooler = await Pooler.start(throughProxy(this.database.url, this.databaseProxy));
    this.ownPooler = pooler;
    this.onStop(() => pooler.close());
  }

  private get portsInRotation(): number[] {
    const servers = this.aliveServers.filter((server) => !this.gatewaysAmong.has(server));
    return portsOf(servers, this.outOfRotation);
  }
}

const portsOf = (servers: readonly Server[], outOfRotation: ReadonlySet<Server>): number[] =>
  servers.filter((server) => !outOfRotation.has(server)).map(({ port }) => port);

/** The address of the same database behind a proxy. */
function throughProxy(databaseUrl: string, proxy: NetworkProxy, host?: string): string {
  const url = new URL(databaseUrl);
  if (host) url.hostname = host;
  url.port = String(proxy.port);
  return url.href;
}
