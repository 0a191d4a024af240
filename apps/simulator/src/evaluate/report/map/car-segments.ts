import type { DayRecord } from '#simulation';

/** What a car does between two times, in seconds since midnight of the first day. */
export interface CarSegment {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Whether the car has a rider or is on the way to one; otherwise it is free. */
  readonly isBusy: boolean;
  readonly fromNode: number;
  /** The same as `fromNode` for a free car: a repositioned car counts where it comes from. */
  readonly toNode: number;
}

/**
 * Divides the day of a car into segments, without gaps, from the beginning of the day on. It needs
 * no travel times: a car departs to a rider when it is assigned, and to a drop-off after its
 * previous stop.
 *
 * @param car index of the car
 */
export function* carSegments(
  { stops, rides }: Pick<DayRecord, 'stops' | 'rides'>,
  car: number,
  startNode: number,
): Generator<CarSegment> {
  let [node, time, riders] = [startNode, 0, 0];
  const free = (toSeconds: number): CarSegment => {
    const ends = { fromNode: node, toNode: node };
    return { fromSeconds: time, toSeconds, isBusy: false, ...ends };
  };
  for (const stop of stops[car]!) {
    const assigned = assignedAt(rides, stop.ride);
    const isBusy = riders > 0 || stop.kind === 'pickup' || stop.kind === 'dropoff';
    const departs = riders > 0 ? time : Math.min(stop.atSeconds, Math.max(time, assigned));
    if (!isBusy) yield free(stop.atSeconds);
    else {
      if (departs > time) yield free(departs);
      const ends = { fromNode: node, toNode: stop.node };
      yield { fromSeconds: departs, toSeconds: stop.atSeconds, isBusy: true, ...ends };
    }
    if (stop.kind === 'pickup') riders += 1;
    if (stop.kind === 'dropoff') riders -= 1;
    [node, time] = [stop.node, stop.atSeconds];
  }
  yield free(Infinity);
}

function assignedAt(rides: DayRecord['rides'], ride: number | undefined): number {
  const outcome = ride === undefined ? undefined : rides[ride];
  return outcome?.status === 'served' ? outcome.assignedSeconds : 0;
}
