import type { PastEvent } from '#client';
import type { EventType, Position, Trip } from '#contracts';
import type { MessageId } from '../../language/message-id.js';

const STEPS = [
  'trip.requested',
  'trip.driver_assigned',
  'trip.driver_arrived',
  'trip.started',
  'trip.completed',
  'trip.driver_silent',
  'trip.driver_back',
  'trip.redispatching',
  'trip.cancelled',
  'trip.no_drivers_available',
] as const satisfies readonly EventType[];

/** An event that is a step of a trip. */
export type StepEvent = (typeof STEPS)[number];

const isStep = (event: EventType): event is StepEvent =>
  (STEPS as readonly EventType[]).includes(event);

/** The trip of an event, which never contains the PIN. */
export type PastTrip = Omit<Trip, 'pin'>;

/** One event of a trip, and the trip's state from then on. */
export interface TripStep {
  cursor: string;
  event: StepEvent;
  /** The time of the event, in milliseconds of the server's clock. */
  at: number;
  trip: PastTrip;
}

/** The steps of a trip's history, in the order of its stream. */
export function stepsOf(events: readonly PastEvent[]): TripStep[] {
  return events.flatMap(({ id, data }) => {
    if (!isStep(data.type) || !('trip' in data.data)) return [];
    return [{ cursor: id, event: data.type, at: Date.parse(data.time), trip: data.data.trip }];
  });
}

/** The message that names a step. */
export const stepMessage = ({ event, trip }: TripStep): MessageId =>
  event === 'trip.cancelled' && trip.cancellation?.by === 'rider_gone'
    ? 'city.step-rider-gone'
    : `city.step.${event}`;

/** The index of the last step that is not later than `at`; 0 before the first step. */
export function stepAt(steps: readonly TripStep[], at: number): number {
  return Math.max(
    0,
    steps.findLastIndex((step) => step.at <= at),
  );
}

/** The car's position where the status implies it. Past positions are not stored. */
export function carAt({ status, pickup, dropoff }: PastTrip): Position | undefined {
  if (status === 'driver_arrived') return pickup;
  return status === 'completed' ? dropoff : undefined;
}
