import type { DayRecord } from '#simulation';

/** `busy`: with a rider or on the way to one. `away`: charging, on the way to a charger, or off duty. */
export type CarState = 'free' | 'busy' | 'away';

/** What a car does between two times, in seconds since midnight of the first day. */
export interface CarSegment {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly state: CarState;
  readonly fromNode: number;
  /** The same as `fromNode` for a free car: a repositioned car counts where it comes from. */
  readonly toNode: number;
}

/** A car of a simulated day. */
export interface DayCar {
  /** Index of the car. */
  readonly car: number;
  readonly startNode: number;
  /** Travel time between two junctions, for drives whose begin is not recorded. */
  readonly travelSeconds: (from: number, to: number) => number;
}

type CarStop = DayRecord['stops'][number][number];

/**
 * Divides the day of a car into segments, without gaps, from the beginning of the day on. A car
 * departs to a rider when it is assigned, to a drop-off after its previous stop, and elsewhere the
 * travel time before the arrival. Shifts are not regarded: a car that is off duty is free here.
 */
export function* carSegments(
  record: Pick<DayRecord, 'stops' | 'rides'>,
  { car, startNode, travelSeconds }: DayCar,
): Generator<CarSegment> {
  let [node, time, riders] = [startNode, 0, 0];
  const free = (toSeconds: number): CarSegment => {
    const ends = { fromNode: node, toNode: node };
    return { fromSeconds: time, toSeconds, state: 'free', ...ends };
  };
  for (const stop of record.stops[car]!) {
    const { kind, atSeconds, charge } = stop;
    const end = charge?.untilSeconds ?? atSeconds;
    const state = riders > 0 ? 'busy' : STATES[kind];
    if (state === 'free') yield free(atSeconds);
    else {
      const assigned = assignedAt(record, stop) ?? atSeconds - travelSeconds(node, stop.node);
      const departs = riders > 0 ? time : Math.min(atSeconds, Math.max(time, assigned));
      if (departs > time) yield free(departs);
      yield { fromSeconds: departs, toSeconds: end, state, fromNode: node, toNode: stop.node };
    }
    if (kind === 'pickup') riders += 1;
    if (kind === 'dropoff') riders -= 1;
    [node, time] = [stop.node, end];
  }
  yield free(Infinity);
}

/** What a car without riders does before a stop. */
const STATES: Readonly<Record<CarStop['kind'], CarState>> = {
  pickup: 'busy',
  dropoff: 'busy',
  turn: 'busy',
  reposition: 'free',
  charge: 'away',
};

/** When the car got the ride of a stop; undefined for a stop without a ride that was served. */
function assignedAt({ rides }: Pick<DayRecord, 'rides'>, { ride }: CarStop): number | undefined {
  const outcome = ride === undefined ? undefined : rides[ride];
  return outcome?.status === 'served' ? outcome.assignedSeconds : undefined;
}
