import type { TravelTimes } from '#geo';
import type { ChargingStation, FleetVehicle, TripDemand, VehicleType } from '#scenario';
import type { AcceptanceFall } from './acceptance.js';
import type { ChargeRecord, ChargingRules } from './charging/charging-rules.js';
import type { DutySpan } from './duty/car-duty.js';
import type { BreakRules, ShiftShare } from './duty/duty-rules.js';
import type { CancellationRules } from './rider-cancellation.js';

/** The input of a simulated day. */
export interface EvaluationCity {
  readonly name: string;
  /** Travel times of the road network; a position stands for its nearest junction at any distance. */
  readonly times: TravelTimes;
  /** Requests in the order of departure. */
  readonly requests: readonly TripDemand[];
  readonly vehicles: readonly FleetVehicle[];
  /** Requests of other days, by which cars are repositioned; undefined: by those of the day so far. */
  readonly history?: RecordedHistory | undefined;
  /** Where cars charge; undefined for cars without batteries. */
  readonly stations?: readonly ChargingStation[] | undefined;
  /** The types that vehicles may name; a vehicle without a name has `DEFAULT_VEHICLE_TYPE`. */
  readonly vehicleTypes?: readonly VehicleType[] | undefined;
}

/** Requests of days other than the simulated one. */
export interface RecordedHistory {
  /** Seconds from midnight of the simulated day, before it or after it. */
  readonly requests: readonly Pick<TripDemand, 'origin' | 'departureSeconds'>[];
  /** Number of days that the requests are from. */
  readonly days: number;
}

/** The rules of a simulated day besides the policy. Times are in seconds. */
export interface DayRules {
  /** Time between two decisions; the first one is at midnight of the first day. */
  readonly windowSeconds: number;
  /** A rider who is not picked up within this time is lost. */
  readonly patienceSeconds: number;
  /** Share of offers that drivers accept, from 0 to 1. */
  readonly acceptRate: number;
  /** Mean time until a driver answers an offer; 0: at once. */
  readonly thinkSeconds: number;
  /** An offer without an answer expires after this time. */
  readonly offerSeconds: number;
  /** A driver who let an offer expire gets another one for that ride after this time; 0: never. */
  readonly retrySeconds: number;
  /** Whether idle cars are sent to where riders are expected; undefined: as the policy has it. */
  readonly reposition?: boolean | undefined;
  /**
   * Speed of all cars by hour of the day, 24 numbers relative to the travel times of the roads;
   * undefined: 1 at each hour.
   */
  readonly speedByHour?: readonly number[] | undefined;
  /** Undefined: each car serves one ride at a time, with any number of passengers. */
  readonly pooling?: PoolingRules | undefined;
  /** Time at a pickup until the car leaves, and at a drop-off until it is free (default: 0). */
  readonly boardingSeconds?: number | undefined;
  /** When riders cancel before the patience is over; undefined: they don't. */
  readonly cancelAfter?: CancellationRules | undefined;
  /** How the share of accepted offers falls with the drive to the pickup; undefined: it doesn't. */
  readonly acceptFalls?: AcceptanceFall | undefined;
  /** Shifts of the cars whose file states none; undefined: they are on duty all day. */
  readonly shifts?: readonly ShiftShare[] | undefined;
  readonly breaks?: BreakRules | undefined;
  /** When cars charge, in a city with stations. */
  readonly charging?: ChargingRules | undefined;
  /** Seed of the drivers' answers and breaks, and of the riders' cancellations. */
  readonly seed: number;
}

/** The outcome of one request. */
export type RideOutcome =
  | {
      readonly status: 'lost';
      readonly atSeconds: number;
      /** Whether the rider cancelled: while waiting for a car, or with a car on its way. */
      readonly cancelled?: 'waiting' | 'assigned' | undefined;
      /** Metres that a car drove without a rider for the cancelled ride. */
      readonly pickupMeters?: number | undefined;
    }
  | {
      readonly status: 'served';
      /** Index of the vehicle. */
      readonly vehicle: number;
      /** Departure of the car in seconds since midnight of the first day. */
      readonly assignedSeconds: number;
      /** Arrival of the car at the pickup; it leaves after the time for boarding. */
      readonly pickedUpSeconds: number;
      /** The rider has left the car. */
      readonly droppedOffSeconds: number;
      /** Metres that the car drove without a rider to the pickup; 0 when it had one. */
      readonly pickupMeters: number;
      /** Metres that the rider was driven. */
      readonly tripMeters: number;
      /** Time in the car beyond the direct ride; 0 without pooling. */
      readonly detourSeconds: number;
      /** Whether another rider was in the car at some time of the ride. */
      readonly isShared: boolean;
    };

/** A stop of a car. */
export interface CarStop {
  /** `turn` is where a car ended its drive to a rider who cancelled. */
  readonly kind: 'pickup' | 'dropoff' | 'reposition' | 'turn' | 'charge';
  /**
   * Arrival in seconds since midnight of the first day; at a drop-off, when the rider has left the
   * car.
   */
  readonly atSeconds: number;
  readonly node: number;
  /** Index of the request; undefined for a repositioned car, and for one that charges. */
  readonly ride?: number;
  /** Only of a stop to charge. */
  readonly charge?: ChargeRecord;
}

/** How riders share cars. */
export interface PoolingRules {
  /** Passengers in a car at a time; a ride with more passengers gets no car. */
  readonly seats: number;
  /** Longest time of a rider in the car beyond that of the direct ride. */
  readonly maxDetourSeconds: number;
}

/** Number of cars in each state at one moment; the sum is the size of the fleet. */
export interface FleetStates {
  readonly atSeconds: number;
  readonly idle: number;
  /** Cars whose drivers have an open offer. */
  readonly offered: number;
  readonly repositioning: number;
  readonly toPickup: number;
  readonly withRider: number;
  /** Cars on the way to a charger, waiting for one, or charging. */
  readonly charging: number;
  readonly offDuty: number;
}

/** The result of a simulated day. */
export interface DayRecord {
  readonly policy: string;
  /** Outcomes by index of the request. */
  readonly rides: readonly RideOutcome[];
  /** Samples of the fleet, one every five minutes. */
  readonly fleet: readonly FleetStates[];
  /** By car: its stops in the order of time. */
  readonly stops: readonly (readonly CarStop[])[];
  /** Metres of all cars by the number of riders in the car; `[0]` is driven towards pickups. */
  readonly ridersMeters: readonly number[];
  /** Seconds of the same drives. */
  readonly ridersSeconds: readonly number[];
  /** Time at which the last rider was dropped off or lost, since midnight of the first day. */
  readonly endSeconds: number;
  /** Metres driven without a rider and not towards a pickup. */
  readonly repositionMeters: number;
  readonly repositionSeconds: number;
  readonly offers: { readonly made: number; readonly declined: number; readonly expired: number };
  /** Number of windows with waiting riders, the riders in them, and the pairs made. */
  readonly windows: { readonly count: number; readonly waiting: number; readonly paired: number };
  /** By car: its times on duty; undefined when all cars are on duty all the time. */
  readonly duty?: readonly (readonly DutySpan[])[] | undefined;
  /** The charge of the fleet at the end of the day; undefined without batteries. */
  readonly charge?: FleetCharge | undefined;
}

/** The charge of a fleet. */
export interface FleetCharge {
  /** Mean state of charge from 0 to 1. */
  readonly meanSoc: number;
  /** Cars that reach no station. */
  readonly stranded: number;
}
