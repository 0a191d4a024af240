import { abortableDelay } from '#client';
import type { NatsNodes } from '#nats-server';
import { RestartableServer, type InstanceFacts } from './restartable-server.js';
import { RouteBalancer } from './route-balancer.js';
import { createEnvironment, type CityEnvironment } from './server-fleet.js';

/** How long a process may take to say whether it leads its shard. */
const METRICS_LIMIT_MS = 2_000;

/** What all servers of a demo with several cities share. */
export interface SharedOptions {
  nats: NatsNodes;
  /** All cities. */
  shards: readonly string[];
  signal: AbortSignal;
  onUnexpectedExit: (error: Error) => void;
}

export interface CityServersOptions extends CityEnvironment {
  shard: string;
  /** One for each process with the database. */
  ports: readonly number[];
  /** Port for the clients; undefined for a free port. */
  port: number | undefined;
  gateways: readonly RestartableServer[];
}

/** The processes of a city that have its database, and its address, which leads to the gateways too. */
export class CityServers {
  private balancer: RouteBalancer | undefined;

  private constructor(
    readonly shard: string,
    private readonly processes: readonly RestartableServer[],
  ) {}

  static async start(options: CityServersOptions, shared: SharedOptions): Promise<CityServers> {
    const { shard, ports, gateways, port } = options;
    const { nats, shards, signal, onUnexpectedExit } = shared;
    const processes = ports.map((own, index) => {
      const bus = { NATS_URL: nats.urls(index), SHARD: shard, SHARDS: shards.join(',') };
      const environment = { ...createEnvironment(options), ...bus, ROLE: 'api' };
      return new RestartableServer({ port: own, environment, signal, onUnexpectedExit });
    });
    const city = new CityServers(shard, processes);
    try {
      await Promise.all(processes.map((process) => process.launch()));
      city.balancer = await RouteBalancer.listen(gateways, processes, port);
      return city;
    } catch (error) {
      await city.stop(AbortSignal.abort());
      throw error;
    }
  }

  /** The address for all clients of the city. */
  get baseUrl(): string {
    return this.balancer?.baseUrl ?? '';
  }

  get facts(): InstanceFacts[] {
    return this.processes.map(({ facts }) => facts);
  }

  /** @returns the process that publishes the events of the city; undefined while none does */
  async findRelay(): Promise<RestartableServer | undefined> {
    for (const process of this.processes) if (await leads(process)) return process;
    return undefined;
  }

  async stop(hurry: AbortSignal): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop(hurry)));
    this.balancer?.close();
  }
}

/** The limit is a timer of its own, so that an answer which never ends can't hold up the caller. */
const leads = ({ url }: RestartableServer): Promise<boolean> =>
  Promise.race([isRelay(url), abortableDelay(METRICS_LIMIT_MS).then(() => false)]);

async function isRelay(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(METRICS_LIMIT_MS) });
    return /^tripstream_relay_active 1$/m.test(await answer.text());
  } catch {
    return false;
  }
}

/** A process that serves the streams of all cities, and has no database. */
export const createGateway = (
  { port, index }: { port: number; index: number },
  { nats, shards, signal, onUnexpectedExit }: SharedOptions,
): RestartableServer =>
  new RestartableServer({
    port,
    environment: {
      NATS_URL: nats.urls(index),
      SHARDS: shards.join(','),
      ROLE: 'gateway',
      LOG_LEVEL: 'warn',
    },
    signal,
    onUnexpectedExit,
  });
