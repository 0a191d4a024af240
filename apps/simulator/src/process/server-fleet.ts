import { abortableDelay } from '#client';
import { freePort, ServerProcess, type ServerOptions } from '#simulation';
import { LoadBalancer } from './load-balancer.js';

/** Facts about one server for the report. */
export interface InstanceFacts {
  port: number;
  /** Number of times the server was killed by SIGKILL and started again. */
  kills: number;
  /** Number of connections from the load balancer, over all restarts. */
  connections: number;
  /** The longest time from a start until the server was ready, in seconds. */
  slowestStartSeconds: number;
}

export interface FleetOptions extends Omit<ServerOptions, 'port'> {
  /** Port for the clients; undefined for a free port. */
  port: number | undefined;
  instances: number;
  /** Real seconds between two kills; undefined: no server is killed. */
  killEverySeconds: number | undefined;
}

interface Instance extends InstanceFacts {
  process: ServerProcess | undefined;
}

/**
 * Servers on one database behind one address. On request the servers are killed one after the
 * other, at any point of their work, and started again on their ports. No server is killed while
 * another one is starting.
 */
export class ServerFleet {
  private readonly instances: Instance[];
  private balancer: LoadBalancer | undefined;
  private readonly killingStopped = new AbortController();
  private killing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly options: FleetOptions,
    ports: readonly number[],
  ) {
    this.instances = ports.map((port) => ({
      port,
      kills: 0,
      connections: 0,
      slowestStartSeconds: 0,
      process: undefined,
    }));
  }

  static async start(options: FleetOptions): Promise<ServerFleet> {
    const { instances, killEverySeconds, port } = options;
    const isPlain = instances === 1 && killEverySeconds === undefined;
    const ports = isPlain && port ? [port] : await freePorts(instances);
    const fleet = new ServerFleet(options, ports);
    try {
      await Promise.all(fleet.instances.map((instance) => fleet.launch(instance)));
      // A single server that is not killed needs no load balancer, which would cost time.
      if (!isPlain) fleet.balancer = await LoadBalancer.listen(fleet.instances, port);
      return fleet;
    } catch (error) {
      await fleet.stop(AbortSignal.abort());
      throw error;
    }
  }

  /** The address for all clients. */
  get baseUrl(): string {
    return this.balancer?.baseUrl ?? this.instances[0]?.process?.baseUrl ?? '';
  }

  get facts(): InstanceFacts[] {
    return this.instances.map(({ port, kills, connections, slowestStartSeconds }) => ({
      port,
      kills,
      connections,
      slowestStartSeconds,
    }));
  }

  /** Starts killing servers until `stopKilling` or `stop` is called. */
  startKilling(): void {
    const { killEverySeconds, onDeath } = this.options;
    if (killEverySeconds === undefined) return;
    this.killing = this.killInTurn(killEverySeconds * 1000).catch((error: unknown) => {
      if (!this.killingStopped.signal.aborted) onDeath(error as Error);
    });
  }

  /** Stops killing servers. Resolves when all servers are ready again. */
  async stopKilling(): Promise<void> {
    this.killingStopped.abort();
    await this.killing;
  }

  async stop(hurry: AbortSignal): Promise<void> {
    await this.stopKilling();
    await Promise.all(this.instances.map(async ({ process }) => process?.stop(hurry)));
    this.balancer?.close();
  }

  private async killInTurn(everyMs: number): Promise<void> {
    const stopped = AbortSignal.any([this.killingStopped.signal, this.options.signal]);
    for (let index = 0; ; index += 1) {
      await abortableDelay(everyMs, stopped);
      const victim = this.instances[index % this.instances.length];
      if (stopped.aborted || !victim) return;
      await victim.process?.kill();
      victim.kills += 1;
      await this.launch(victim);
    }
  }

  private async launch(instance: Instance): Promise<void> {
    const began = performance.now();
    instance.process = await ServerProcess.start({ ...this.options, port: instance.port });
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    instance.slowestStartSeconds = Math.max(instance.slowestStartSeconds, seconds);
  }
}

/** Searches for all ports at the same time, so that each is distinct. */
const freePorts = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, freePort));
