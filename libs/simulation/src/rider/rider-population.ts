import { abortableDelay } from '#client';
import type { TripDemand } from '#scenario';
import type { DemandSource } from './demand-source.js';
import { OPENS_APP_MS, RiderAgent } from './rider-agent.js';
import type { World } from '../city/world.js';

/** Every n-th rider also watches the trip's own stream. */
const WATCHES_EVERY = 5;
/** In a city that stays: how long riders keep the app open after the ride, real time. */
const LINGER_MS = 30_000;

/** All riders: each comes when the demand says, and keeps their streams open for the audit. */
export class RiderPopulation {
  readonly riders = new Set<RiderAgent>();
  private readonly rides = new Set<Promise<void>>();
  private count = 0;

  constructor(
    private readonly world: World,
    private readonly source: DemandSource,
    /** They close the app some time after the ride, or there would be ever more of them. */
    private readonly isEndless: boolean,
  ) {}

  /** Sends riders in until no more come. Resolves when the last one is home. */
  async run(): Promise<void> {
    const { source, world } = this;
    for (let more = true; more; more = !world.closing.aborted) {
      const next = source.peek(world.clock.nowSeconds);
      if (!next) break;
      const { atSeconds, demand } = next;
      const isStill = await this.waitUntil(demand ? atSeconds - this.leadSeconds : atSeconds);
      if (!isStill) continue;
      if (!demand) source.extend();
      else this.spawn(source.take());
    }
    await Promise.all(this.rides);
  }

  private get leadSeconds(): number {
    return (OPENS_APP_MS / 1000) * this.world.clock.speed;
  }

  /** @returns false when the plan changed or the time was up before */
  private async waitUntil(atSeconds: number): Promise<boolean> {
    const { clock, closing } = this.world;
    const signal = AbortSignal.any([closing, this.source.changed]);
    await clock.delayUntil(atSeconds, signal);
    return !signal.aborted;
  }

  private spawn(demand: TripDemand | undefined): void {
    if (!demand) return;
    const watchesTrip = this.count % WATCHES_EVERY === 0;
    this.count += 1;
    const rider = new RiderAgent(this.world, { demand, watchesTrip });
    this.riders.add(rider);
    const ride = rider.ride().then(() => {
      this.rides.delete(ride);
      if (this.isEndless) void this.closeLater(rider);
    });
    this.rides.add(ride);
  }

  /** Who may still hear something stays until the end: the audit would miss it. */
  private async closeLater(rider: RiderAgent): Promise<void> {
    const { closing } = this.world;
    await abortableDelay(LINGER_MS, closing);
    if (closing.aborted || !rider.isComplete) return;
    rider.close();
    this.riders.delete(rider);
  }
}
