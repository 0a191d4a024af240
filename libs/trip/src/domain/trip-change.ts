import { streamId, type StreamId } from '#contracts';
import { evolve } from './evolve.js';
import type { TripEvent } from './trip-event.js';
import type { TripState } from './trip-state.js';

/** One event, the state after it, and the streams that carry it. */
export interface TripStep {
  event: TripEvent;
  after: TripState;
  streams: StreamId[];
}

/** The result of applying events: the last state, and a step for each event. */
export interface TripChange {
  /** Undefined for a new trip. */
  before?: TripState;
  after: TripState;
  steps: TripStep[];
}

/** Applies events one by one, so that each event carries the trip as it was right after it. */
export function applyEvents(before: TripState, events: readonly TripEvent[]): TripChange {
  const steps: TripStep[] = [];
  let state = before;
  for (const event of events) {
    const after = evolve(state, event);
    steps.push({ event, after, streams: audience(event, state, after) });
    state = after;
  }
  return { before, after: state, steps };
}

/**
 * The streams that carry an event: always those of the rider and of the trip, and that of the
 * driver from the assignment on. The redispatch reaches the driver who loses the trip.
 */
export function audience(event: TripEvent, before: TripState, after: TripState): StreamId[] {
  const driver = event.type === 'trip.redispatching' ? before.driver : after.driver;
  return [
    streamId('rider', after.riderId),
    streamId('trip', after.id),
    ...(driver ? [streamId('driver', driver.id)] : []),
  ];
}
