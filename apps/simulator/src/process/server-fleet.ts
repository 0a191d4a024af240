import { abortableDelay } from '#client';
import { freePort, ServerProcess, type ServerOptions } from '#simulation';
import { LoadBalancer } from './load-balancer.js';

/** What one of several servers went through. */
export interface InstanceFacts {
  port: number;
  /** How often it was killed by SIGKILL and started again. */
  kills: number;
  /** Connections that the balancer gave it, all its lives together. */
  connections: number;
  /** The longest it took from its start until it was ready, in seconds. */
  slowestStartSeconds: number;
}

export interface FleetOptions extends Omit<ServerOptions, 'port'> {
  /** Where clients connect; undefined: any free port. */
  port: number | undefined;
  instances: number;
  /** Real seconds between two kills; undefined: nobody is killed. */
  killEverySeconds: number | undefined;
}

interface Instance extends InstanceFacts {
  process: ServerProcess | undefined;
}

/**
 * Servers on one database behind one address. On request one of them, each in its turn, is
 * killed in the middle of whatever it does and started again on its port; never one
 * while another is still starting.
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
      // One server that lives needs nobody before it, who would only cost time.
      if (!isPlain) fleet.balancer = await LoadBalancer.listen(fleet.instances, port);
      return fleet;
    } catch (error) {
      await fleet.stop(AbortSignal.abort());
      throw error;
    }
  }

  /** The one address that clients know. */
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

  /** The killing begins, and goes on until `settle` or `stop`. */
  startKilling(): void {
    const { killEverySeconds, onDeath } = this.options;
    if (killEverySeconds === undefined) return;
    this.killing = this.killInTurn(killEverySeconds * 1000).catch((error: unknown) => {
      if (!this.killingStopped.signal.aborted) onDeath(error as Error);
    });
  }

  /** No more kills. Resolves when all servers are ready again. */
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
    const enough = AbortSignal.any([this.killingStopped.signal, this.options.signal]);
    for (let turn = 0; ; turn += 1) {
      await abortableDelay(everyMs, enough);
      const victim = this.instances[turn % this.instances.length];
      if (enough.aborted || !victim) return;
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

/** All at once, so that none is given twice. */
const freePorts = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, freePort));
