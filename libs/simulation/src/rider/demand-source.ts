import { generateDemand, type Scenario, type TripDemand } from '#scenario';

export interface DemandSourceOptions {
  scenario: Pick<Scenario, 'network' | 'requests' | 'fromSeconds' | 'windowSeconds'>;
  seed: number;
  /** Requests in an average simulated hour of the scenario. */
  ridersPerHour: number;
  /** Whether demand continues after the window. */
  isEndless: boolean;
}

/** The next request, or the time at which the demand after it must be planned. */
export interface NextDemand {
  atSeconds: number;
  demand: TripDemand | undefined;
}

/** Endless demand is planned an hour at a time. */
const BLOCK_SECONDS = 3_600;
/** The audit keeps the events of every rider, so demand ends after this number of riders. */
const MAX_RIDERS = 50_000;

/** The requests of a city in order of departure, as planned or at a rate set during the run. */
export class DemandSource {
  isRunning = true;
  private plan: readonly TripDemand[];
  private index = 0;
  private plannedUntil: number;
  private readonly end: number;
  private rate: number;
  private blocks = 0;
  private taken = 0;
  private change = new AbortController();

  constructor(private readonly options: DemandSourceOptions) {
    const { scenario, ridersPerHour, isEndless } = options;
    this.plan = scenario.requests;
    this.plannedUntil = scenario.fromSeconds + scenario.windowSeconds;
    this.end = isEndless ? Infinity : this.plannedUntil;
    this.rate = ridersPerHour;
  }

  get ridersPerHour(): number {
    return this.rate;
  }

  /** Aborts when the planned demand changes. */
  get changed(): AbortSignal {
    return this.change.signal;
  }

  /** Number of riders so far and, unless the demand is endless, of those still planned. */
  get total(): number {
    return this.taken + (this.end === Infinity ? 0 : this.plan.length - this.index);
  }

  /** Returns the next demand without taking it; undefined when the demand has ended. */
  peek(nowSeconds: number): NextDemand | undefined {
    if (this.taken >= MAX_RIDERS) return undefined;
    const demand = this.plan[this.index];
    if (demand) return { atSeconds: demand.departureSeconds, demand };
    // An unchanged plan ends with its last rider. A plan that was changed may change again.
    const isOver = this.blocks === 0 || nowSeconds >= this.end;
    if (this.plannedUntil >= this.end && isOver) return undefined;
    return { atSeconds: this.plannedUntil, demand: undefined };
  }

  /** Takes the request of `peek`. @returns undefined while the demand is not running: it is dropped */
  take(): TripDemand | undefined {
    const demand = this.plan[this.index];
    this.index += 1;
    if (!this.isRunning || !demand) return undefined;
    this.taken += 1;
    return demand;
  }

  /** Plans the demand after the present plan. */
  extend(): void {
    if (this.plannedUntil < this.end) this.planFrom(this.plannedUntil);
  }

  /** Changes the rate from now on. */
  setRate(ridersPerHour: number, nowSeconds: number): void {
    this.rate = ridersPerHour;
    this.planFrom(nowSeconds);
    const { change } = this;
    this.change = new AbortController();
    change.abort();
  }

  private planFrom(fromSeconds: number): void {
    const { scenario, seed } = this.options;
    this.blocks += 1;
    this.plannedUntil = Math.min(fromSeconds + BLOCK_SECONDS, this.end);
    this.index = 0;
    this.plan = generateDemand({
      network: scenario.network,
      // Each block has its own seed, because the seed is part of the ids.
      seed: seed + this.blocks,
      minutes: Math.max(0, this.plannedUntil - fromSeconds) / 60,
      requestsPerHour: this.rate,
      startMinuteOfDay: fromSeconds / 60,
    });
  }
}
