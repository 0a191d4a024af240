import { setMaxListeners } from 'node:events';
import { TripstreamApi, abortableDelay } from '#client';
import type { SeededRandom } from '../random/seeded-random.js';
import { DemandSource } from '../rider/demand-source.js';
import type { Scenario } from '#scenario';
import { SimulatedClock } from '#driving';
import { DriverFleet } from '../driver/driver-fleet.js';
import { OperatorAgent } from './operator-agent.js';
import { PinExchange } from './pin-exchange.js';
import type { DriverAgent } from '../driver/driver-agent.js';
import type { RiderAgent } from '../rider/rider-agent.js';
import { RiderPopulation } from '../rider/rider-population.js';
import { PATIENCE_SECONDS } from '../rider/rider-patience.js';
import { RunJournal } from './run-journal.js';
import { SessionClient } from './session-client.js';
import type { SimulationOptions } from './simulation-options.js';
import type { World } from './world.js';

/** Real time before the window, in which the first riders open the app. */
const LEAD_MS = 5_000;
/** Attempts of a request: about a minute, which is longer than the restart of a killed server. */
const ATTEMPTS = 30;
/** Upper bound of a ride after the longest patience, in simulated seconds. */
const LONGEST_RIDE_SECONDS = 3_600;
/** Upper bound of the delay by timers of the server, in real milliseconds. */
const SLACK_MS = 60_000;
/** Longer than the longest reconnect delay of a client after its server was killed. */
const CATCH_UP_MS = 30_000;
const CATCH_UP_POLL_MS = 100;
/** Upper bound for drivers, unless the scenario has more vehicles. */
const MAX_DRIVERS = 500;
/** Real time after the demand has ended in which riders still wait for a driver, at most. */
const LAST_CALL_MS = 45_000;

export interface CityOptions {
  baseUrl: string;
  scenario: Scenario;
  simulation: SimulationOptions;
  random: SeededRandom;
  /** Ends the demand at once: riders without a driver give up, and rides under way finish. */
  finish: AbortSignal;
  /** Ends the run at once. */
  signal: AbortSignal;
}

/** Runs the drivers and riders of a city against a server until the last ride has ended. */
export class CitySimulation {
  readonly journal: RunJournal;
  readonly clock: SimulatedClock;
  readonly demand: DemandSource;
  readonly fleet: DriverFleet;
  readonly riders: RiderPopulation;
  private readonly operator: OperatorAgent;
  private isServing = false;
  private readonly closing = new AbortController();
  private readonly lastCall = new AbortController();
  private readonly stop = new AbortController();

  constructor(private readonly options: CityOptions) {
    const { scenario, simulation, finish, signal } = options;
    setMaxListeners(0, this.closing.signal, this.lastCall.signal, this.stop.signal);
    onAbort(signal, () => {
      this.halt();
    });
    onAbort(finish, () => {
      this.closing.abort();
      this.lastCall.abort();
    });
    this.clock = new SimulatedClock(simulation.speed);
    this.journal = new RunJournal(simulation.killEverySeconds !== undefined);
    this.demand = new DemandSource({
      scenario,
      seed: simulation.seed,
      isEndless: simulation.stay,
      ridersPerHour: effectiveRidersPerHour(simulation, scenario),
    });
    const world = this.createWorld();
    this.operator = world.operator;
    this.fleet = new DriverFleet(
      world,
      scenario.vehicles,
      Math.max(MAX_DRIVERS, scenario.vehicles.length),
    );
    this.riders = new RiderPopulation(world, this.demand, simulation.stay);
  }

  /** Whether the city accepts changes: from the first rider until the last ride has ended. */
  get isOpen(): boolean {
    return this.isServing && !this.stop.signal.aborted;
  }

  get name(): string {
    return this.options.scenario.name;
  }

  /** Aborts all agents at once, without finishing their rides. */
  halt(): void {
    this.closing.abort();
    this.lastCall.abort();
    this.stop.abort();
  }

  /** @returns false when the run was halted, by its caller or at its time limit */
  async run(): Promise<boolean> {
    await this.operator.start();
    await this.fleet.open();
    this.clock.start(this.options.scenario.fromSeconds, LEAD_MS);
    const timers = this.startTimers();
    this.isServing = true;
    await this.riders.run();
    this.isServing = false;
    await this.fleet.close();
    timers.abort();
    return !this.stop.signal.aborted;
  }

  /**
   * Waits until all clients have received the heads, at most 30 s; later events count as lost. After
   * a halt no client receives anything, and an aborted delay would block the process.
   */
  async catchUp(heads: ReadonlyMap<string, number>): Promise<void> {
    const until = performance.now() + CATCH_UP_MS;
    const { agents } = this;
    const { signal } = this.stop;
    while (!signal.aborted && performance.now() < until) {
      if (agents.every((agent) => agent.hasCaughtUp(heads))) return;
      await abortableDelay(CATCH_UP_POLL_MS, signal);
    }
  }

  close(): void {
    for (const agent of this.agents) agent.close();
    this.operator.close();
    this.halt();
  }

  private get agents(): (DriverAgent | RiderAgent)[] {
    return [...this.fleet.drivers, ...this.riders.riders];
  }

  private createWorld(): World & { operator: OperatorAgent } {
    const { baseUrl, scenario, simulation, random } = this.options;
    const stop = this.stop.signal;
    const api = new TripstreamApi({ baseUrl, signal: stop, maxAttempts: ATTEMPTS });
    const parts = {
      baseUrl,
      api,
      random,
      stop,
      network: scenario.network,
      behaviour: simulation.behaviour,
      clock: this.clock,
      journal: this.journal,
      closing: this.closing.signal,
      lastCall: this.lastCall.signal,
      sessions: new SessionClient(api, stop),
      pins: new PinExchange(),
      noShowMs: simulation.noShowSeconds * 1000,
    };
    const operator = new OperatorAgent(parts);
    return { ...parts, operator };
  }

  private startTimers(): AbortController {
    const done = new AbortController();
    setMaxListeners(0, done.signal);
    const { simulation, scenario } = this.options;
    const { forSeconds, stay } = simulation;
    const window = LEAD_MS + this.clock.toWallMs(scenario.windowSeconds);
    const open = Math.min(window, LEAD_MS + (forSeconds ?? Infinity) * 1000);
    const rest = this.clock.toWallMs(PATIENCE_SECONDS + LONGEST_RIDE_SECONDS) + SLACK_MS;
    const after = async (ms: number, act: () => void): Promise<void> => {
      await abortableDelay(ms, done.signal);
      if (!done.signal.aborted) act();
    };
    const halt = (): void => {
      this.halt();
    };
    if (forSeconds !== undefined) {
      void after(open, () => {
        this.closing.abort();
      });
      void after(open + LAST_CALL_MS, () => {
        this.lastCall.abort();
      });
    }
    if (!stay) void after(open + rest, halt);
    else onAbort(this.closing.signal, () => void after(rest, halt));
    return done;
  }
}

/** Calls `act` when the signal aborts, at once if it is aborted already. */
function onAbort(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

/** The configured rate of the built-in city, or the average rate of recorded demand. */
function effectiveRidersPerHour(
  demo: SimulationOptions,
  { networkFile, requests, windowSeconds }: Scenario,
): number {
  if (!networkFile) return demo.ridersPerHour;
  return Math.round((requests.length / windowSeconds) * 3_600);
}
