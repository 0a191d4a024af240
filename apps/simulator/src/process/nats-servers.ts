import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { abortableDelay } from '#client';
import { UsageError } from '#simulation';
import { canConnect } from './load-balancer.js';

const PROGRAMS = ['/usr/sbin/nats-server', '/usr/bin/nats-server', '/usr/local/bin/nats-server'];

/** A start takes a tenth of a second on an idle machine. */
const START_LIMIT_MS = 20_000;
const POLL_MS = 50;

interface Node {
  port: number;
  clusterPort: number;
  kills: number;
  child?: ChildProcess;
}

/**
 * @returns the path of nats-server
 * @throws {UsageError} which says how to get it
 */
export function findNatsServer(): string {
  const found = PROGRAMS.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new UsageError(
    '--cities and --gateways need nats-server: install it (Debian: apt-get install -y --no-install-recommends nats-server)',
  );
}

/** A NATS cluster on loopback for one run. Its nodes may be killed and started again. */
export class NatsServers {
  private readonly nodes: Node[];

  /** @param ports two for each node */
  private constructor(
    private readonly program: string,
    ports: readonly (readonly [port: number, clusterPort: number])[],
    private readonly signal: AbortSignal,
  ) {
    this.nodes = ports.map(([port, clusterPort]) => ({ port, clusterPort, kills: 0 }));
  }

  static async start(
    program: string,
    ports: readonly (readonly [port: number, clusterPort: number])[],
    signal: AbortSignal,
  ): Promise<NatsServers> {
    const servers = new NatsServers(program, ports, signal);
    try {
      await Promise.all(servers.nodes.map((node) => servers.launch(node)));
      return servers;
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  get size(): number {
    return this.nodes.length;
  }

  /** How often each node was killed. */
  get kills(): number[] {
    return this.nodes.map(({ kills }) => kills);
  }

  /** The value of `NATS_URL`. @param first the node that a process tries first */
  urls(first: number): string {
    return this.nodes
      .map((_, i) => this.nodes[(first + i) % this.nodes.length]?.port ?? 0)
      .map((port) => `nats://127.0.0.1:${port}`)
      .join(',');
  }

  /** SIGKILL, and a start on the same port. Resolves when the node listens again. */
  async killAndRestart(index: number): Promise<void> {
    const node = this.nodes[index % this.nodes.length];
    if (!node) return;
    await kill(node);
    node.kills += 1;
    await this.launch(node);
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map(kill));
  }

  private async launch(node: Node): Promise<void> {
    const routes = this.nodes
      .filter((other) => other !== node)
      .map(({ clusterPort }) => `nats://127.0.0.1:${clusterPort}`);
    const address = ['--addr', '127.0.0.1', '--port', String(node.port)];
    const cluster = ['--cluster_name', 'demo', '--cluster', `nats://127.0.0.1:${node.clusterPort}`];
    const options = address.concat(
      cluster,
      routes.length > 0 ? ['--routes', routes.join(',')] : [],
    );
    const child = spawn(this.program, options, { stdio: 'ignore' });
    node.child = child;
    const deadline = performance.now() + START_LIMIT_MS;
    while (!(await canConnect(node.port))) {
      if (child.exitCode !== null || performance.now() > deadline || this.signal.aborted) {
        throw new Error(`${this.program} does not listen at port ${node.port}.`);
      }
      await abortableDelay(POLL_MS, this.signal);
    }
  }
}

async function kill({ child }: Node): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
