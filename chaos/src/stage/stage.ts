import pg from 'pg';
import { databaseHome, type DatabaseHome } from './database-home.js';
import { Network } from './network.js';
import { Server } from './server.js';

export interface StageOptions {
  /** Servers at one database. Default 1. */
  instances?: number;
  /** A PostgreSQL of its own, durable, to be restarted. Default: a database of the shared one. */
  ownPostgres?: boolean;
  /** Environment of the servers, over that of `Server`. */
  settings?: Readonly<Record<string, string>>;
  /** Modules loaded before the server, as sources. */
  preloads?: readonly string[];
  /** Statements that change the schema before the server starts. */
  schema?: readonly string[];
}

/**
 * What a fault happens to: clients → network → servers → network → Postgres. Beside it a
 * way to the database that no fault touches, for the checkers.
 */
export class Stage {
  /** Every one that was started, also those that have ended. */
  readonly servers: Server[] = [];
  private readonly unlisted = new Set<Server>();

  private constructor(
    private readonly options: StageOptions,
    private readonly home: DatabaseHome,
    private readonly networks: { toServers: Network; toDatabase: Network; direct: Network },
    /** Straight to the database. */
    readonly sql: pg.Pool,
  ) {}

  static async set(options: StageOptions): Promise<Stage> {
    const home = await databaseHome(options.ownPostgres ?? false);
    const servers: { alive: () => number[] } = { alive: () => [] };
    const [toServers, toDatabase, direct] = await Promise.all([
      Network.start(() => servers.alive()),
      Network.start(() => [home.port()]),
      Network.start(() => [home.port()]),
    ]);
    const sql = new pg.Pool({ connectionString: via(home.url, direct), max: 4 });
    // Without a listener a restart of the database would end the suite.
    sql.on('error', () => undefined);
    const stage = new Stage(options, home, { toServers, toDatabase, direct }, sql);
    servers.alive = () =>
      stage.alive.filter((server) => !stage.unlisted.has(server)).map(({ port }) => port);
    try {
      for (const statement of options.schema ?? []) await stage.rows(statement);
      for (let count = options.instances ?? 1; count > 0; count -= 1) await stage.startServer();
      return stage;
    } catch (error) {
      await stage.strike();
      throw error;
    }
  }

  /** Between the clients and the servers. */
  get toServers(): Network {
    return this.networks.toServers;
  }

  /** Between the servers and Postgres. */
  get toDatabase(): Network {
    return this.networks.toDatabase;
  }

  get postgres(): NonNullable<DatabaseHome['postgres']> {
    if (this.home.postgres) return this.home.postgres;
    throw new Error('This fault restarts Postgres: its stage needs ownPostgres.');
  }

  /** The address of the database that no fault touches. */
  get directUrl(): string {
    return via(this.home.url, this.networks.direct);
  }

  get alive(): Server[] {
    return this.servers.filter((server) => server.isAlive);
  }

  /** The n-th server that was started. */
  server(index: number): Server {
    const server = this.servers[index];
    if (!server) throw new Error(`There is no server ${index}.`);
    return server;
  }

  /** New connections go to the other servers, as a load balancer sees to it. */
  unlist(server: Server): void {
    this.unlisted.add(server);
  }

  relist(server: Server): void {
    this.unlisted.delete(server);
  }

  /** Another server beside those there are, or in place of one that ended. */
  async startServer(): Promise<Server> {
    const { settings = {}, preloads = [] } = this.options;
    const databaseUrl = via(this.home.url, this.toDatabase);
    const server = await Server.start({ databaseUrl, settings, preloads });
    this.servers.push(server);
    return server;
  }

  /** Rows of a statement, past every fault. */
  async rows<Row extends object>(statement: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(statement, values)).rows;
  }

  /** Ends and removes everything. */
  async strike(): Promise<void> {
    await Promise.all(this.alive.map((server) => server.kill()));
    await this.sql.end().catch(() => undefined);
    await Promise.all(Object.values(this.networks).map((network) => network.close()));
    await this.home.drop();
  }
}

/** The same database through a network. */
function via(databaseUrl: string, network: Network): string {
  const url = new URL(databaseUrl);
  url.port = String(network.port);
  return url.href;
}
