import { findNatsServer, NatsNodes, type NatsNode } from '#nats-server';
import { findFreePort } from './free-port.js';
import { until } from './until.js';

const PROGRAM = findNatsServer();

/** Whether this machine has nats-server (Debian: `apt install nats-server`). */
export const hasNatsServer = PROGRAM !== undefined;

/** Milliseconds. A machine may be busy. */
const START_LIMIT_MS = 120_000;

type MonitoredNode = Required<NatsNode>;

/** A NATS cluster on loopback whose nodes can be asked for their connections. Needs `hasNatsServer`. */
export class NatsCluster extends NatsNodes {
  private constructor(private readonly monitored: readonly MonitoredNode[]) {
    super({ program: PROGRAM!, nodes: monitored, startLimitMs: START_LIMIT_MS });
  }

  /**
   * Starts nodes that know each other, and waits until they are connected.
   *
   * @param leadTo gets the port of a node, and gives the one at which the others reach it: that of a
   *   proxy between them. Default: the same port
   */
  static async start(
    size = 1,
    leadTo: (clusterPort: number) => Promise<number> = (port) => Promise.resolve(port),
  ): Promise<NatsCluster> {
    const nodes: MonitoredNode[] = [];
    for (let i = 0; i < size; i += 1) {
      const [port, clusterPort, monitorPort] = [
        await findFreePort(),
        await findFreePort(),
        await findFreePort(),
      ];
      nodes.push({ port, clusterPort, routePort: await leadTo(clusterPort), monitorPort });
    }
    const cluster = new NatsCluster(nodes);
    await cluster.start();
    await until(
      'the nodes can be asked',
      async () => (await cluster.monitor(0, 'varz')) !== undefined,
    );
    await until('the nodes are connected', () => cluster.isComplete());
    return cluster;
  }

  /** The settings that a node says it runs with. */
  async settings(node = 0): Promise<Record<string, unknown>> {
    const settings = await this.monitor(node, 'varz');
    if (settings === undefined) throw new Error(`Node ${node} does not answer.`);
    return settings as Record<string, unknown>;
  }

  /** The number of clients that a node has. */
  async countClients(node: number): Promise<number> {
    const connections = await this.monitor(node, 'connz');
    return (connections as { num_connections?: number } | undefined)?.num_connections ?? 0;
  }

  private async isComplete(): Promise<boolean> {
    const counts = await Promise.all(
      this.monitored.map(async (_, i) => {
        const routes = (await this.monitor(i, 'routez')) as { num_routes?: number } | undefined;
        return routes?.num_routes ?? 0;
      }),
    );
    return counts.every((count) => count >= this.size - 1);
  }

  private async monitor(node: number, page: string): Promise<unknown> {
    const url = `http://127.0.0.1:${this.monitored[node]!.monitorPort}/${page}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
    return answer?.ok ? answer.json() : undefined;
  }
}
