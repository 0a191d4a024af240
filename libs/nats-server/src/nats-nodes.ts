import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds. A start takes a tenth of a second on an idle machine. */
const START_LIMIT_MS = 20_000;
const POLL_MS = 20;
const CONNECT_LIMIT_MS = 1_000;

/**
 * The limits of ops/nats.conf, which a spec compares with these. With the defaults of nats-server a
 * node waits for minutes for one that hangs.
 */
const LIMITS = `
ping_interval: "1s"
ping_max: 2
write_deadline: "2s"
max_pending: 16MB
`;

/** The ports of a node on 127.0.0.1. */
export interface NatsNode {
  port: number;
  clusterPort: number;
  /** The port at which the other nodes reach this one: that of a proxy. Default: `clusterPort` */
  routePort?: number;
  /** For `/healthz`, `/connz` and `/routez`. Default: none */
  monitorPort?: number;
}

export interface NatsNodesOptions {
  /** The path of nats-server. */
  program: string;
  nodes: readonly NatsNode[];
  /** Ends a start that is under way. */
  signal?: AbortSignal;
  /** Milliseconds in which a node has to listen. Default: 20 seconds. */
  startLimitMs?: number;
}

interface RunningNode {
  ports: NatsNode;
  kills: number;
  child?: ChildProcess;
}

/** A NATS cluster on loopback, without JetStream. Its nodes may be killed and started again. */
export class NatsNodes {
  private readonly nodes: RunningNode[];
  /** For the file with the limits; undefined before the start. */
  private folder: string | undefined;

  constructor(private readonly options: NatsNodesOptions) {
    this.nodes = options.nodes.map((ports) => ({ ports, kills: 0 }));
  }

  /**
   * Starts all nodes, and waits until each of them listens.
   *
   * @throws Error when a node does not listen in time; no node runs then
   */
  async start(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'tripstream-nats-'));
    try {
      await writeFile(this.limitsFile, LIMITS);
      await Promise.all(this.nodes.map((_, index) => this.launch(index)));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Ends all nodes without notice. */
  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((_, index) => this.kill(index)));
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }

  /** The number of nodes, also of those that do not run. */
  get size(): number {
    return this.nodes.length;
  }

  /** The processes of the nodes that were started. */
  get pids(): number[] {
    return this.nodes.flatMap(({ child }) => child?.pid ?? []);
  }

  /** How often `killAndRestart` has killed each node. */
  get kills(): number[] {
    return this.nodes.map(({ kills }) => kills);
  }

  /** The address of one node. */
  url(node = 0): string {
    return `nats://127.0.0.1:${this.find(node).ports.port}`;
  }

  /** The value of `NATS_URL`. @param first the node that a client tries first; it may exceed `size` */
  urls(first = 0): string {
    return this.nodes.map((_, index) => this.url((first + index) % this.size)).join(',');
  }

  /**
   * Starts a node that is not running, and waits until it listens.
   *
   * @throws Error when it ends, or does not listen in time
   */
  async launch(node: number): Promise<void> {
    const { program, startLimitMs = START_LIMIT_MS, signal } = this.options;
    const found = this.find(node);
    const { port } = found.ports;
    const child = spawn(program, this.argumentsOf(node), { stdio: 'ignore' });
    found.child = child;
    const deadline = performance.now() + startLimitMs;
    while (!(await accepts(port))) {
      if (hasEnded(child) || performance.now() > deadline || signal?.aborted === true) {
        throw new Error(`${program} does not listen at port ${port}.`);
      }
      await delay(POLL_MS);
    }
  }

  /** Ends a node without notice, and resolves when it has ended. */
  async kill(node: number): Promise<void> {
    const { child } = this.find(node);
    if (!child || hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Kills a node, and starts it again on its port. @param node it may exceed `size` */
  async killAndRestart(node: number): Promise<void> {
    const index = node % this.size;
    await this.kill(index);
    this.find(index).kills += 1;
    await this.launch(index);
  }

  /** Stops a node, which keeps its connections and does not answer. */
  freeze(node: number): void {
    this.find(node).child?.kill('SIGSTOP');
  }

  thaw(node: number): void {
    this.find(node).child?.kill('SIGCONT');
  }

  private get limitsFile(): string {
    if (this.folder === undefined) throw new Error('The nodes have not been started.');
    return join(this.folder, 'limits.conf');
  }

  private find(node: number): RunningNode {
    const found = this.nodes[node];
    if (!found) throw new Error(`There is no node ${node}.`);
    return found;
  }

  private argumentsOf(node: number): string[] {
    const { port, clusterPort, routePort = clusterPort, monitorPort } = this.find(node).ports;
    const given = ['--config', this.limitsFile, '--addr', '127.0.0.1', '--port', String(port)];
    given.push('--name', `node-${node}`);
    if (monitorPort !== undefined) given.push('--http_port', String(monitorPort));
    const routes = this.nodes
      .filter((_, index) => index !== node)
      .map(({ ports }) => `nats://127.0.0.1:${ports.routePort ?? ports.clusterPort}`);
    if (routes.length === 0) return given;
    given.push('--cluster_name', 'local', '--cluster', `nats://127.0.0.1:${clusterPort}`);
    given.push('--cluster_advertise', `127.0.0.1:${routePort}`, '--routes', routes.join(','));
    return given;
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** Whether a server of this machine accepts a connection in time. */
async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_LIMIT_MS) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
