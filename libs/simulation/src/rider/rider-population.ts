import { abortableDelay } from '#client';
import type { TripDemand } from '#scenario';
import type { DemandSource } from './demand-source.js';
import { OPENS_APP_MS, RiderAgent } from './rider-agent.js';
import type { World } from '../city/world.js';

/** Every n-th rider has a watcher on the stream of the trip. */
const WATCHES_EVERY = 5;
/** Real milliseconds for which riders of an endless city keep the app open after the ride. */
const LINGER_MS = 30_000;

/** Starts a rider for each request of the demand and keeps their streams open for the audit. */
export class RiderPopulation {
  readonly riders = new Set<RiderAgent>();
  private readonly rides = new Set<Promise<void>>();
  private count = 0;

  constructor(
    private readonly world: World,
    private readonly source: DemandSource,
    /** Whether riders close the app after the ride, which bounds their number in an endless city. */
    private readonly isEndless: boolean,
  ) {}

  /** Starts riders until the demand ends. Resolves when the last ride has ended. */
  async run(): Promise<void> {
    const { source, world } = this;
    for (let more = true; more; more = !world.closing.aborted) {
      const next = source.peek(world.clock.nowSeconds);
      if (!next) break;
      const { atSeconds, demand } = next;
      const isValid = await this.waitUntil(demand ? atSeconds - this.leadSeconds : atSeconds);
      if (!isValid) continue;
      if (!demand) source.extend();
      else this.spawn(source.take());
    }
    await Promise.all(this.rides);
  }

  private get leadSeconds(): number {
    return (OPENS_APP_MS / 1000) * this.world.clock.speed;
  }

  /** @returns false when the demand changed, or the city began to close, before that time */
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

  /** A rider whose streams may carry further events stays, because the audit expects them. */
  private async closeLater(rider: RiderAgent): Promise<void> {
    const { closing } = this.world;
    await abortableDelay(LINGER_MS, closing);
    if (closing.aborted || !rider.isComplete) return;
    rider.close();
    this.riders.delete(rider);
  }
}
