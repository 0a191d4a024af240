import type { CarStop, DayRecord, FleetStates, RideOutcome } from './day-record.js';
import type { CarState } from './fleet/day-fleet.js';

const SAMPLE_SECONDS = 300;
const NO_CARS: Omit<FleetStates, 'atSeconds'> = {
  idle: 0,
  offered: 0,
  repositioning: 0,
  toPickup: 0,
  withRider: 0,
  charging: 0,
  offDuty: 0,
};

/** What a record holds beyond what its log has collected. */
type DaySummary = Pick<DayRecord, 'policy' | 'offers' | 'duty' | 'charge'>;

/** Collects the record of a simulated day. */
export class DayLog {
  readonly rides: RideOutcome[] = [];
  readonly fleet: FleetStates[] = [];
  readonly windows = { count: 0, waiting: 0, paired: 0 };
  readonly reposition = { meters: 0, seconds: 0 };
  private readonly stops: CarStop[][];
  private readonly ridersMeters: number[] = [0];
  private readonly ridersSeconds: number[] = [0];
  private endSeconds = 0;
  private nextSample = 0;

  constructor(cars: number) {
    this.stops = Array.from({ length: cars }, () => []);
  }

  recordOutcome(index: number, outcome: RideOutcome): void {
    this.rides[index] = outcome;
    const at = outcome.status === 'lost' ? outcome.atSeconds : outcome.droppedOffSeconds;
    this.endSeconds = Math.max(this.endSeconds, at);
  }

  recordWindow(waiting: number, paired: number): void {
    this.windows.count += 1;
    this.windows.waiting += waiting;
    this.windows.paired += paired;
  }

  /** Counts a drive of a car with so many riders; without a rider, one towards a pickup. */
  recordDrive(riders: number, { meters, seconds }: { meters: number; seconds: number }): void {
    while (this.ridersMeters.length <= riders) {
      this.ridersMeters.push(0);
      this.ridersSeconds.push(0);
    }
    this.ridersMeters[riders]! += meters;
    this.ridersSeconds[riders]! += seconds;
  }

  recordStop(car: number, stop: CarStop): void {
    this.stops[car]!.push(stop);
  }

  recordReposition({ meters, seconds }: { meters: number; seconds: number }): void {
    this.reposition.meters += meters;
    this.reposition.seconds += seconds;
  }

  /** Samples the fleet in the first window after every five minutes. */
  sampleFleet(at: number, listStates: () => readonly (CarState | 'offDuty')[]): void {
    if (at < this.nextSample) return;
    this.nextSample = at - (at % SAMPLE_SECONDS) + SAMPLE_SECONDS;
    const states = { ...NO_CARS };
    for (const state of listStates()) states[state] += 1;
    this.fleet.push({ atSeconds: at, ...states });
  }

  /** When the last rider was dropped off or lost, in seconds since midnight of the first day. */
  get endsAt(): number {
    return this.endSeconds;
  }

  toRecord({ policy, offers, duty, charge }: DaySummary): DayRecord {
    const { rides, fleet, stops, ridersMeters, ridersSeconds, endSeconds, windows, reposition } =
      this;
    return {
      policy,
      rides,
      fleet,
      stops,
      ridersMeters,
      ridersSeconds,
      endSeconds,
      windows,
      offers,
      repositionMeters: reposition.meters,
      repositionSeconds: reposition.seconds,
      duty,
      charge,
    };
  }
}
