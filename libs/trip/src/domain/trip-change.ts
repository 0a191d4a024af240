import { streamId, type StreamId } from '#contracts';
import { evolve } from './evolve.js';
import type { TripEvent } from './trip-event.js';
import type { TripState } from './trip-state.js';

/** One event, the state it led to, and whose streams carry it. */
export interface TripStep {
  event: TripEvent;
  after: TripState;
  streams: StreamId[];
}

/** A decision, applied. */
export interface TripChange {
  after: TripState;
  steps: TripStep[];
}

/** Applies events one by one, so that each carries the trip as it was right after it. */
export function applyEvents(before: TripState, events: readonly TripEvent[]): TripChange {
  const steps: TripStep[] = [];
  let state = before;
  for (const event of events) {
    const after = evolve(state, event);
    steps.push({ event, after, streams: audience(event, state, after) });
    state = after;
  }
  return { after: state, steps };
}

/**
 * The rider and the trip always; the driver from the assignment on, and once more with
 * the event that takes the trip away.
 */
export function audience(event: TripEvent, before: TripState, after: TripState): StreamId[] {
  const driver = event.type === 'trip.redispatching' ? before.driver : after.driver;
  return [
    streamId('rider', after.riderId),
    streamId('trip', after.id),
    ...(driver ? [streamId('driver', driver.id)] : []),
  ];
}
