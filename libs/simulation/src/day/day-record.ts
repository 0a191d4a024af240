import type { TravelTimes } from '#geo';
import type { FleetVehicle, TripDemand } from '#scenario';

/** What a day is simulated on. */
export interface EvaluationCity {
  readonly name: string;
  /** Travel times of its roads; a place is its nearest junction, however far away. */
  readonly times: TravelTimes;
  /** In the order of departure. */
  readonly requests: readonly TripDemand[];
  readonly vehicles: readonly FleetVehicle[];
}

/** How the day goes, apart from the policy. Times in seconds. */
export interface DayRules {
  /** Between two decisions, the first at midnight of the first day. */
  readonly windowSeconds: number;
  /** A rider who isn't picked up within this is lost. */
  readonly patienceSeconds: number;
  /** Share of offers that drivers accept, 0 to 1. */
  readonly acceptRate: number;
  /** What a driver takes to answer an offer; 0: the answer comes at once. */
  readonly thinkSeconds: number;
  /** An offer that isn't answered by then has expired. */
  readonly offerSeconds: number;
  /** For what drivers answer. */
  readonly seed: number;
}

/** What became of one request. */
export type RideOutcome =
  | { readonly status: 'lost'; readonly atSeconds: number }
  | {
      readonly status: 'served';
      /** Index of the vehicle. */
      readonly vehicle: number;
      /** When the car set out, since midnight of the first day. */
      readonly assignedSeconds: number;
      readonly pickedUpSeconds: number;
      readonly droppedOffSeconds: number;
      readonly pickupMeters: number;
      readonly tripMeters: number;
    };

/** What the cars do at one moment; the sum is the fleet. */
export interface FleetStates {
  readonly atSeconds: number;
  readonly idle: number;
  /** Asked to take a trip, not yet answered. */
  readonly offered: number;
  readonly repositioning: number;
  readonly toPickup: number;
  readonly withRider: number;
}

/** Everything that happened on a simulated day. */
export interface DayRecord {
  readonly policy: string;
  /** By request. */
  readonly rides: readonly RideOutcome[];
  /** Every five minutes. */
  readonly fleet: readonly FleetStates[];
  /** When the last rider was dropped off or lost, since midnight of the first day. */
  readonly endSeconds: number;
  /** Driven without a rider and not towards one. */
  readonly repositionMeters: number;
  readonly repositionSeconds: number;
  readonly offers: { readonly made: number; readonly declined: number; readonly expired: number };
  /** Windows in which somebody waited, the riders in them, and the pairs that were made. */
  readonly windows: { readonly count: number; readonly waiting: number; readonly paired: number };
}
