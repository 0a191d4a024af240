import { setMaxListeners } from 'node:events';
import { TripstreamApi, abortableDelay } from '#client';
import type { DemoOptions } from '../options/demo-options.js';
import type { SeededRandom } from '../random/seeded-random.js';
import type { Scenario } from '../scenario/scenario.js';
import { SimulatedClock } from '../time/simulated-clock.js';
import { DriverAgent } from './driver-agent.js';
import { MeetingPoints } from './meeting-points.js';
import { RiderAgent } from './rider-agent.js';
import { PATIENCE_SECONDS } from './rider-patience.js';
import { RunJournal } from './run-journal.js';
import { SessionDesk } from './session-desk.js';
import type { World } from './world.js';

/** Real time in which the first riders open the app. */
const LEAD_MS = 5_000;
/** People press the button again: about a minute of it, longer than a killed server is away. */
const ATTEMPTS = 30;
/** Every n-th rider also watches the trip's own stream. */
const WATCHES_EVERY = 5;
/** After the last patience ran out: no ride takes longer, simulated seconds. */
const LONGEST_RIDE_SECONDS = 3_600;
/** What the server's own timers may add, real milliseconds. */
const SLACK_MS = 60_000;
/** Longer than any client waits before it comes back to a server that was killed. */
const CATCH_UP_MS = 30_000;
const CATCH_UP_LOOK_MS = 100;

export interface CityOptions {
  baseUrl: string;
  scenario: Scenario;
  demo: DemoOptions;
  random: SeededRandom;
  /** Ends the run at once. */
  signal: AbortSignal;
}

/** The whole city: sends its drivers out, its riders in, and waits until all are home. */
export class CitySimulation {
  readonly journal: RunJournal;
  readonly clock: SimulatedClock;
  private readonly closing = new AbortController();
  private readonly stop = new AbortController();
  private readonly world: World;
  private drivers: DriverAgent[] = [];
  private riders: RiderAgent[] = [];

  constructor(private readonly options: CityOptions) {
    const { baseUrl, scenario, demo, random, signal } = options;
    setMaxListeners(0, this.closing.signal, this.stop.signal);
    signal.addEventListener(
      'abort',
      () => {
        this.halt();
      },
      { once: true },
    );
    this.clock = new SimulatedClock(demo.speed);
    this.journal = new RunJournal(demo.killEverySeconds !== undefined);
    const api = new TripstreamApi({ baseUrl, signal: this.stop.signal, maxAttempts: ATTEMPTS });
    this.world = {
      baseUrl,
      api,
      network: scenario.network,
      clock: this.clock,
      random,
      behaviour: demo.behaviour,
      desk: new SessionDesk(api, this.stop.signal),
      meetings: new MeetingPoints(),
      journal: this.journal,
      closing: this.closing.signal,
      stop: this.stop.signal,
    };
  }

  /** Everything stops where it stands. */
  halt(): void {
    this.closing.abort();
    this.stop.abort();
  }

  /** @returns false when it had to be stopped because it didn't end by itself */
  async run(): Promise<boolean> {
    const { scenario, demo } = this.options;
    const retired = new AbortController();
    setMaxListeners(0, retired.signal);
    this.drivers = scenario.vehicles.map((car) => new DriverAgent(this.world, car));
    const online = await Promise.all(
      this.drivers.map(async (driver) => ({ driver, api: await driver.goOnline() })),
    );
    const work = online.map(({ driver, api }) => driver.work(api, retired.signal));
    this.stop.signal.addEventListener(
      'abort',
      () => {
        retired.abort();
      },
      { once: true },
    );
    this.clock.start(scenario.fromSeconds, LEAD_MS);
    const timers = this.startTimers(demo.forSeconds);
    await Promise.all(this.startRiders());
    retired.abort();
    await Promise.all(work);
    timers.abort();
    return !this.stop.signal.aborted;
  }

  /** Bounded: whoever hasn't heard all by then has lost it. */
  async catchUp(heads: ReadonlyMap<string, number>): Promise<void> {
    const until = performance.now() + CATCH_UP_MS;
    const agents = [...this.drivers, ...this.riders];
    while (performance.now() < until && !agents.every((agent) => agent.hasHeard(heads))) {
      await abortableDelay(CATCH_UP_LOOK_MS, this.stop.signal);
    }
  }

  leave(): void {
    for (const agent of [...this.drivers, ...this.riders]) agent.leave();
    this.halt();
  }

  private startRiders(): Promise<void>[] {
    const { requests } = this.options.scenario;
    this.riders = requests.map(
      (demand, i) => new RiderAgent(this.world, { demand, watchesTrip: i % WATCHES_EVERY === 0 }),
    );
    return this.riders.map((rider) => rider.ride());
  }

  private startTimers(forSeconds: number | undefined): AbortController {
    const done = new AbortController();
    setMaxListeners(0, done.signal);
    const { windowSeconds } = this.options.scenario;
    const window = LEAD_MS + this.clock.toWallMs(windowSeconds);
    const open = Math.min(window, LEAD_MS + (forSeconds ?? Infinity) * 1000);
    const rest = this.clock.toWallMs(PATIENCE_SECONDS + LONGEST_RIDE_SECONDS) + SLACK_MS;
    const after = async (ms: number, act: () => void): Promise<void> => {
      await abortableDelay(ms, done.signal);
      if (!done.signal.aborted) act();
    };
    if (forSeconds !== undefined) {
      void after(open, () => {
        this.closing.abort();
      });
    }
    void after(open + rest, () => {
      this.halt();
    });
    return done;
  }
}
