import { NatsNodes, type NatsNode } from '#nats-server';
import type { DemoOptions } from '../options/demo-options.js';
import { CityServers, createGateway, type SharedOptions } from '../process/city-servers.js';
import { startDatabase, type DemoDatabase } from '../process/demo-database.js';
import { requireNatsServer } from '../process/require-nats-server.js';
import type { RestartableServer } from '../process/restartable-server.js';
import { findStablePorts } from '../process/stable-ports.js';

/** The names of the cities, in this order. */
export const CITY_NAMES = ['nyc', 'ber', 'par', 'tyo'] as const;

const NATS_NODES = 3;

/** One city: its database, and its processes. */
export interface City {
  database: DemoDatabase;
  servers: CityServers;
}

export interface SystemOptions extends DemoOptions {
  cities: number;
  signal: AbortSignal;
  onUnexpectedExit: (error: Error) => void;
}

/** The databases, the NATS cluster, the gateways and the processes of a demo with several cities. */
export class CitySystem {
  readonly cities: City[] = [];
  private readonly databases: DemoDatabase[] = [];
  private servers: CityServers[] = [];
  private nats: NatsNodes | undefined;
  gateways: readonly RestartableServer[] = [];

  private constructor(private readonly options: SystemOptions) {}

  /**
   * @throws {UsageError} without nats-server
   * @throws {Error} when a part does not start
   */
  static async start(options: SystemOptions): Promise<CitySystem> {
    const program = requireNatsServer();
    const system = new CitySystem(options);
    try {
      await system.startAll(program);
      return system;
    } catch (error) {
      await system.stop(AbortSignal.abort());
      throw error;
    }
  }

  get cluster(): NatsNodes {
    if (!this.nats) throw new Error('The cluster has not been started.');
    return this.nats;
  }

  /** Stops everything that was started, the databases last. */
  async stop(hurry: AbortSignal): Promise<void> {
    await Promise.all([...this.servers, ...this.gateways].map((part) => part.stop(hurry)));
    await this.nats?.stop();
    await Promise.all(this.databases.map((database) => database.stop()));
  }

  private async startAll(program: string): Promise<void> {
    const { cities, gateways: count, instances, signal, onUnexpectedExit } = this.options;
    const shards = CITY_NAMES.slice(0, cities);
    for (const shard of shards) this.databases.push(await startDatabase(this.options, shard));
    const ports = await findStablePorts(2 * NATS_NODES + count + cities * instances);
    const nodes = Array.from({ length: NATS_NODES }, () => takeTwo(ports));
    this.nats = new NatsNodes({ program, nodes, signal });
    await this.nats.start();
    const shared: SharedOptions = { nats: this.nats, shards, signal, onUnexpectedExit };
    this.gateways = ports
      .splice(0, count)
      .map((port, index) => createGateway({ port, index }, shared));
    const starting = shards.map(async (shard, index) => {
      const database = this.databases[index];
      if (!database) throw new Error(`${shard} has no database.`);
      const own = ports.slice(index * instances, (index + 1) * instances);
      await this.startCity({ shard, index, database, ports: own }, shared);
    });
    await Promise.all([...starting, ...this.gateways.map((gateway) => gateway.launch())]);
  }

  private async startCity(
    given: { shard: string; index: number; database: DemoDatabase; ports: readonly number[] },
    shared: SharedOptions,
  ): Promise<void> {
    const { shard, index, database, ports } = given;
    const { reachSeconds, noShowSeconds, speed, policy, reposition, pooling, port } = this.options;
    const servers = await CityServers.start(
      {
        databaseUrl: database.url,
        networkFile: undefined,
        marginMeters: undefined,
        control: undefined,
        reachSeconds,
        noShowSeconds,
        speed,
        policy,
        pooling,
        reposition,
        shard,
        ports,
        port: port === undefined ? undefined : port + index,
        gateways: this.gateways,
      },
      shared,
    );
    this.servers.push(servers);
    this.cities[index] = { database, servers };
  }
}

function takeTwo(ports: number[]): NatsNode {
  const [port = 0, clusterPort = 0] = ports.splice(0, 2);
  return { port, clusterPort };
}
