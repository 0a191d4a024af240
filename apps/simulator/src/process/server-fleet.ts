import { abortableDelay } from '#client';
import { freePort } from '#simulation';
import { LoadBalancer } from './load-balancer.js';
import { RestartableServer, type InstanceFacts } from './restartable-server.js';

/** Real seconds, several reports of a car long. */
const LOST_SECONDS = '20';

/** What the servers of a demo are told. */
export interface CityEnvironment {
  databaseUrl: string;
  /** The road network of the city; undefined for the built-in one. */
  networkFile: string | undefined;
  /** Metres from the roads at which the city ends; undefined for the server's default. */
  marginMeters: number | undefined;
  /** The longest travel time to a pickup for which a driver gets an offer. */
  reachSeconds: number;
  /** Real seconds that a driver waits at the pickup before a no-show. */
  noShowSeconds: number;
  /** Simulated seconds in a real one. */
  speed: number;
  /** The matching policy; undefined for the server's default. */
  policy: string | undefined;
  /** Whether idle drivers get suggestions; undefined for the server's default. */
  reposition: boolean | undefined;
  /** Shared trips: the most of a driver, and the longest detour in simulated seconds. */
  pooling: { seats: number; maxDetourSeconds: number } | undefined;
  /** The address and token with which the pages control the city; undefined for none. */
  control: { url: string; token: string } | undefined;
}

export interface FleetOptions extends CityEnvironment {
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

/**
 * Servers on one database behind one address. On request the servers are killed one after the
 * other, at any point of their work, and started again on their ports. No server is killed while
 * another one is starting.
 */
export class ServerFleet {
  private readonly instances: RestartableServer[];
  private balancer: LoadBalancer | undefined;
  private readonly killingStopped = new AbortController();
  private killing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly options: FleetOptions,
    ports: readonly number[],
  ) {
    const { signal, onUnexpectedExit } = options;
    const environment = createEnvironment(options);
    this.instances = ports.map(
      (port) => new RestartableServer({ port, environment, signal, onUnexpectedExit }),
    );
  }

  static async start(options: FleetOptions): Promise<ServerFleet> {
    const { instances, killEverySeconds, port } = options;
    const isPlain = instances === 1 && killEverySeconds === undefined;
    const ports = isPlain && port ? [port] : await freePorts(instances);
    const fleet = new ServerFleet(options, ports);
    try {
      await Promise.all(fleet.instances.map((instance) => instance.launch()));
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
    return this.balancer?.baseUrl ?? this.instances[0]?.url ?? '';
  }

  get facts(): InstanceFacts[] {
    return this.instances.map(({ facts }) => facts);
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
    await Promise.all(this.instances.map((instance) => instance.stop(hurry)));
    this.balancer?.close();
  }

  private async killInTurn(everyMs: number): Promise<void> {
    const stopped = AbortSignal.any([this.killingStopped.signal, this.options.signal]);
    for (let index = 0; ; index += 1) {
      await abortableDelay(everyMs, stopped);
      const victim = this.instances[index % this.instances.length];
      if (stopped.aborted || !victim) return;
      await victim.killAndRestart();
    }
  }
}

/** The settings of a server of a city, apart from its address. */
export function createEnvironment(options: CityEnvironment): Record<string, string> {
  const { databaseUrl, networkFile, reachSeconds, control, noShowSeconds, speed } = options;
  const { policy, reposition, pooling, marginMeters } = options;
  return {
    DATABASE_URL: databaseUrl,
    AUTH_MODE: 'demo',
    LOG_LEVEL: 'warn',
    MATCHING_REACH_SECONDS: String(reachSeconds),
    MATCHING_DEADLINE_SECONDS: String(searchSeconds(speed)),
    NO_SHOW_SECONDS: String(noShowSeconds),
    DRIVER_LOST_SECONDS: LOST_SECONDS,
    // An empty value counts as unset. Values of the caller's environment belong to another demo.
    DEMO_CONTROL_URL: control?.url ?? '',
    DEMO_CONTROL_TOKEN: control?.token ?? '',
    REPOSITION_SECONDS: String(answerSeconds(speed)),
    REPOSITION_TIME_SCALE: String(Math.max(1, speed)),
    ...(reposition && { MATCHING_REPOSITION: 'on' }),
    POOLING_SEATS: pooling ? String(pooling.seats) : 'off',
    ...(pooling && {
      POOLING_MAX_DETOUR_SECONDS: String(pooling.maxDetourSeconds / Math.max(1, speed)),
    }),
    ...(policy && { MATCHING_POLICY: policy }),
    ...(networkFile && { CITY_NETWORK_FILE: networkFile }),
    ...(marginMeters !== undefined && { CITY_MARGIN_METERS: String(marginMeters) }),
  };
}

/** Twice the patience of a rider, so that the search of a vanished rider's trip ends as well. */
const searchSeconds = (speed: number): number => Math.min(300, Math.max(30, 1_200 / speed));

/** Half a simulated minute for an answer, and long enough to reach a driver of a busy machine. */
const answerSeconds = (speed: number): number => Math.max(3, 30 / speed);

/** Searches for all ports at the same time, so that each is distinct. */
const freePorts = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, freePort));
