import { generateDemand, type Scenario, type TripDemand } from '#scenario';

export interface DemandSourceOptions {
  scenario: Pick<Scenario, 'network' | 'requests' | 'fromSeconds' | 'windowSeconds'>;
  seed: number;
  /** Requests in an average simulated hour, as the scenario has them. */
  ridersPerHour: number;
  /** No end of the window: demand goes on as long as somebody takes it. */
  isEndless: boolean;
}

/** What comes next: somebody who departs then, or a look at what is to come from then on. */
export interface NextDemand {
  atSeconds: number;
  demand: TripDemand | undefined;
}

/** Demand without end is made an hour at a time. */
const BLOCK_SECONDS = 3_600;
/** The audit keeps what every rider heard; beyond so many, nobody comes any more. */
const MAX_RIDERS = 50_000;

/** Who asks for a ride, and when: as planned, until somebody turns it up, down or off. */
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

  /** Aborts when the plan is another one. */
  get changed(): AbortSignal {
    return this.change.signal;
  }

  /** Riders who came, and those who are sure to. */
  get total(): number {
    return this.taken + (this.end === Infinity ? 0 : this.plan.length - this.index);
  }

  /** Undefined: nobody will come any more. */
  peek(nowSeconds: number): NextDemand | undefined {
    if (this.taken >= MAX_RIDERS) return undefined;
    const demand = this.plan[this.index];
    if (demand) return { atSeconds: demand.departureSeconds, demand };
    // As planned, the last rider is the end. A plan that was changed may change again.
    const isOver = this.blocks === 0 || nowSeconds >= this.end;
    if (this.plannedUntil >= this.end && isOver) return undefined;
    return { atSeconds: this.plannedUntil, demand: undefined };
  }

  /** The one that was peeked at. @returns undefined while it isn't running: they stay at home */
  take(): TripDemand | undefined {
    const demand = this.plan[this.index];
    this.index += 1;
    if (!this.isRunning || !demand) return undefined;
    this.taken += 1;
    return demand;
  }

  /** Plans what comes after the present plan. */
  extend(): void {
    if (this.plannedUntil < this.end) this.planFrom(this.plannedUntil);
  }

  /** Another rate from now on. */
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
      // Of its own, so that no id comes twice.
      seed: seed + this.blocks,
      minutes: Math.max(0, this.plannedUntil - fromSeconds) / 60,
      requestsPerHour: this.rate,
      startMinuteOfDay: fromSeconds / 60,
    });
  }
}
