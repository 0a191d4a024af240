import { abortableDelay } from '#client';
import { ApiProcess, freePort } from '#simulation';
import { LoadBalancer } from './load-balancer.js';

/** Real seconds, several reports of a car long. */
const LOST_SECONDS = '20';

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

export interface FleetOptions {
  databaseUrl: string;
  /** The road network of the city; undefined for the built-in one. */
  networkFile: string | undefined;
  /** The longest travel time to a pickup for which a driver gets an offer. */
  reachSeconds: number;
  /** Real seconds that a driver waits at the pickup before a no-show. */
  noShowSeconds: number;
  /** Simulated seconds in a real one. */
  speed: number;
  /** The matching policy; undefined for the server's default. */
  policy: string | undefined;
  /** The address and token with which the pages control the city; undefined for none. */
  control: { url: string; token: string } | undefined;
  /** Ends the wait for a server that isn't ready yet, and all kills. */
  signal: AbortSignal;
  /** Called when a server ends that was not stopped or killed. */
  onUnexpectedExit: (error: Error) => void;
  /** Port for the clients; undefined for a free port. */
  port: number | undefined;
  instances: number;
  /** Real seconds between two kills; undefined: no server is killed. */
  killEverySeconds: number | undefined;
}

interface Instance extends InstanceFacts {
  process: ApiProcess | undefined;
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
    return this.balancer?.baseUrl ?? this.instances[0]?.process?.url ?? '';
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
    const { killEverySeconds, onUnexpectedExit } = this.options;
    if (killEverySeconds === undefined) return;
    this.killing = this.killInTurn(killEverySeconds * 1000).catch((error: unknown) => {
      if (!this.killingStopped.signal.aborted) onUnexpectedExit(error as Error);
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
    const { signal, onUnexpectedExit } = this.options;
    const environment = createEnvironment(this.options, instance.port);
    const nodeArguments = ['--enable-source-maps'];
    instance.process = await ApiProcess.start(
      { environment, inheritsEnvironment: true, nodeArguments, onUnexpectedExit },
      signal,
    );
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    instance.slowestStartSeconds = Math.max(instance.slowestStartSeconds, seconds);
  }
}

function createEnvironment(options: FleetOptions, port: number): Record<string, string> {
  const { databaseUrl, networkFile, reachSeconds, policy, control, noShowSeconds, speed } = options;
  return {
    DATABASE_URL: databaseUrl,
    AUTH_MODE: 'demo',
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'warn',
    MATCHING_REACH_SECONDS: String(reachSeconds),
    MATCHING_DEADLINE_SECONDS: String(searchSeconds(speed)),
    NO_SHOW_SECONDS: String(noShowSeconds),
    DRIVER_LOST_SECONDS: LOST_SECONDS,
    // An empty value counts as unset. Values of the caller's environment belong to another demo.
    DEMO_CONTROL_URL: control?.url ?? '',
    DEMO_CONTROL_TOKEN: control?.token ?? '',
    ...(policy && { MATCHING_POLICY: policy }),
    ...(networkFile && { CITY_NETWORK_FILE: networkFile }),
  };
}

/** Twice the patience of a rider, so that the search of a vanished rider's trip ends as well. */
const searchSeconds = (speed: number): number => Math.min(300, Math.max(30, 1_200 / speed));

/** Searches for all ports at the same time, so that each is distinct. */
const freePorts = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, freePort));
