import type { PastEvent } from '#client';
import type { EventType, Position, Trip, TripStatus } from '#contracts';

/** The trip of an event, which never contains the PIN. */
export type PastTrip = Omit<Trip, 'pin'>;

/** One event of a trip, and the trip's state from then on. */
export interface TripStep {
  cursor: string;
  event: EventType;
  /** The event in a few words. */
  name: string;
  /** The time of the event, in milliseconds of the server's clock. */
  at: number;
  trip: PastTrip;
}

const NAMES: Partial<Record<EventType, string>> = {
  'trip.requested': 'Requested',
  'trip.driver_assigned': 'Driver assigned',
  'trip.driver_arrived': 'Driver at pickup',
  'trip.started': 'Ride started',
  'trip.completed': 'Completed',
  'trip.driver_silent': 'Driver silent',
  'trip.driver_back': 'Driver heard again',
  'trip.redispatching': 'Driver lost, matching again',
  'trip.cancelled': 'Cancelled',
  'trip.no_drivers_available': 'No driver found',
};

/** The steps of a trip's history, in the order of its stream. */
export function stepsOf(events: readonly PastEvent[]): TripStep[] {
  return events.flatMap(({ id, data }) => {
    const isGone = 'by' in data.data && data.data.by === 'rider_gone';
    const name = isGone ? 'Cancelled, rider gone' : NAMES[data.type];
    if (name === undefined || !('trip' in data.data)) return [];
    return [
      { cursor: id, event: data.type, name, at: Date.parse(data.time), trip: data.data.trip },
    ];
  });
}

/** The index of the last step that is not later than `at`; 0 before the first step. */
export function stepAt(steps: readonly TripStep[], at: number): number {
  return Math.max(
    0,
    steps.findLastIndex((step) => step.at <= at),
  );
}

export const statusNames: Record<TripStatus, string> = {
  matching: 'Looking for a driver',
  driver_assigned: 'Driver on the way',
  driver_arrived: 'Driver at pickup',
  in_progress: 'On the way',
  completed: 'Completed',
  cancelled: 'Cancelled',
  no_drivers_available: 'No driver found',
};

/** The car's position where the status implies it. Past positions are not stored. */
export function carAt({ status, pickup, dropoff }: PastTrip): Position | undefined {
  if (status === 'driver_arrived') return pickup;
  return status === 'completed' ? dropoff : undefined;
}
