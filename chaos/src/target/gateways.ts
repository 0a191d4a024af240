import { NatsCluster } from '#testing';
import { NetworkProxy } from './network-proxy.js';
import { Server } from './server.js';

/** How many nodes of NATS and gateways stand between the clients and the servers. */
export interface GatewayOptions {
  /** Default 3. */
  nodes?: number;
  /** Default 2. */
  count?: number;
  /** How long a message takes from each node to the first one, in milliseconds. Default 0. */
  delayToFirstNodeMs?: number;
}

/** A gateway has no database; an address that leads nowhere shows that it needs none. */
const NO_DATABASE = 'postgres://nobody@127.0.0.1:1/nothing';

/** The streams' side of a target: a NATS cluster, and gateways behind a network of their own. */
export class Gateways {
  private constructor(
    readonly cluster: NatsCluster,
    /** The network between the clients of streams and the gateways. */
    readonly proxy: NetworkProxy,
    private readonly routes: readonly NetworkProxy[],
  ) {}

  /** @param ports of the gateways that take new connections */
  static async start(
    { nodes = 3, delayToFirstNodeMs: delayMs = 0 }: GatewayOptions,
    ports: () => readonly number[],
  ): Promise<Gateways> {
    const routes: NetworkProxy[] = [];
    const leadThroughProxy = async (port: number): Promise<number> => {
      const route = await NetworkProxy.start(() => [port]);
      // Either node may have dialled: the one that sends to the first is its client, or its server.
      route.shapeTraffic({ delayMs, delayedSender: routes.length === 0 ? 'client' : 'server' });
      routes.push(route);
      return route.port;
    };
    const cluster = await NatsCluster.start(nodes, delayMs > 0 ? leadThroughProxy : undefined);
    return new Gateways(cluster, await NetworkProxy.start(ports), routes);
  }

  /**
   * The settings of a process of this system.
   *
   * @param node to which it connects; it learns of the others there. Of several addresses a client takes
   *   a random one
   */
  settings(node: number): Readonly<Record<string, string>> {
    return { NATS_URL: this.cluster.url(node % this.cluster.size), SHARD: 'nyc' };
  }

  startGateway(node: number, options: Omit<Parameters<typeof Server.start>[0], 'databaseUrl'>) {
    const settings = { ...options.settings, ...this.settings(node), ROLE: 'gateway' };
    return Server.start({ ...options, databaseUrl: NO_DATABASE, settings });
  }

  async stop(): Promise<void> {
    await this.proxy.close();
    await this.cluster.stop();
    await Promise.all(this.routes.map((route) => route.close()));
  }
}
