import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './find-program.js';
import { findFreePort } from './free-port.js';
import { until } from './until.js';

const PROGRAM = findProgram('nats-server');

/** Whether this machine has nats-server (Debian: `apt install nats-server`). */
export const hasNatsServer = PROGRAM !== undefined;

/** The limits of ops/nats.conf; a spec compares the two. With its defaults a node asks a frozen one for minutes. */
const LIMITS = `
ping_interval: "1s"
ping_max: 2
write_deadline: "2s"
max_pending: 16MB
`;

interface Node {
  port: number;
  clusterPort: number;
  /** The port at which the other nodes reach this one. */
  routePort: number;
  monitorPort: number;
  child?: ChildProcess;
}

/** A NATS cluster on loopback, without JetStream. Needs `hasNatsServer`. */
export class NatsCluster {
  private constructor(
    private readonly nodes: Node[],
    private readonly folder: string,
  ) {}

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
    const nodes: Node[] = [];
    for (let i = 0; i < size; i += 1) {
      const [port, clusterPort, monitorPort] = [
        await findFreePort(),
        await findFreePort(),
        await findFreePort(),
      ];
      nodes.push({ port, clusterPort, routePort: await leadTo(clusterPort), monitorPort });
    }
    const folder = await mkdtemp(join(tmpdir(), 'tripstream-nats-'));
    await writeFile(join(folder, 'limits.conf'), LIMITS);
    const cluster = new NatsCluster(nodes, folder);
    await Promise.all(nodes.map((_, i) => cluster.launch(i)));
    await until('the nodes are connected', () => cluster.isComplete());
    return cluster;
  }

  /** The number of nodes, also of those that do not run. */
  get size(): number {
    return this.nodes.length;
  }

  /** The processes of the nodes that were started. */
  get pids(): number[] {
    return this.nodes.flatMap(({ child }) => child?.pid ?? []);
  }

  /** The address of one node. */
  url(node = 0): string {
    return `nats://127.0.0.1:${this.nodes[node]!.port}`;
  }

  /** The value of `NATS_URL`. @param first the node that a client tries first */
  urls(first = 0): string {
    const order = this.nodes.map((_, i) => (first + i) % this.nodes.length);
    return order.map((i) => this.url(i)).join(',');
  }

  /** Starts a node that is not running, and waits until it listens. */
  async launch(node: number): Promise<void> {
    const { port, clusterPort, routePort, monitorPort } = this.nodes[node]!;
    const routes = this.nodes
      .filter((_, i) => i !== node)
      .map((other) => `nats://127.0.0.1:${other.routePort}`);
    const cluster = ['--cluster_name', 'test', '--cluster', `nats://127.0.0.1:${clusterPort}`];
    const name = ['--addr', '127.0.0.1', '--port', String(port), '--name', `node-${node}`];
    const limits = ['--config', join(this.folder, 'limits.conf')];
    const options = [...limits, ...name, '--http_port', String(monitorPort)];
    const advertised = ['--cluster_advertise', `127.0.0.1:${routePort}`];
    if (routes.length > 0) options.push(...cluster, ...advertised, '--routes', routes.join(','));
    const child = spawn(PROGRAM!, options, { stdio: 'ignore' });
    this.nodes[node]!.child = child;
    await until(`node ${node} listens`, async () => {
      if (child.exitCode !== null) throw new Error(`nats-server has ended with ${child.exitCode}.`);
      return (await this.monitor(node, 'healthz')) !== undefined;
    });
  }

  /** Ends a node without notice. */
  async kill(node: number): Promise<void> {
    const { child } = this.nodes[node]!;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Stops a node, which keeps its connections and answers nothing. */
  freeze(node: number): void {
    this.nodes[node]!.child?.kill('SIGSTOP');
  }

  thaw(node: number): void {
    this.nodes[node]!.child?.kill('SIGCONT');
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

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((_, i) => this.kill(i)));
    await rm(this.folder, { recursive: true, force: true });
  }

  private async isComplete(): Promise<boolean> {
    const counts = await Promise.all(
      this.nodes.map(async (_, i) => {
        const routes = (await this.monitor(i, 'routez')) as { num_routes?: number } | undefined;
        return routes?.num_routes ?? 0;
      }),
    );
    return counts.every((count) => count >= this.nodes.length - 1);
  }

  private async monitor(node: number, page: string): Promise<unknown> {
    const url = `http://127.0.0.1:${this.nodes[node]!.monitorPort}/${page}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
    return answer?.ok ? answer.json() : undefined;
  }
}
