import type { CarStop, DayRecord, PlannedCity } from '#simulation';

/** A drive of a car between two stops. Times are in seconds since midnight of the first day. */
export interface CarLeg {
  /** Index of the car. */
  readonly car: number;
  /** What the car did at the end of the leg; `turn` is the end of a drive to a rider who cancelled. */
  readonly purpose: CarStop['kind'];
  /** Index of the request; undefined for a repositioned car, and for one that drives to a charger. */
  readonly ride: number | undefined;
  readonly fromNode: number;
  readonly toNode: number;
  readonly departsAt: number;
  readonly arrivesAt: number;
  /** Length of the fastest route in metres. */
  readonly meters: number;
  /** Riders in the car on the way. */
  readonly riders: number;
}

type LegCity = Pick<PlannedCity, 'times' | 'startNodes'>;

/**
 * Derives the legs of all cars from their stops, by car and in the order of time. The departure is
 * the travel time before the arrival, but not before the previous stop.
 */
export function* carLegs({ stops }: DayRecord, { times, startNodes }: LegCity): Generator<CarLeg> {
  for (const [car, ofCar] of stops.entries()) {
    let [node, time, riders] = [startNodes[car]!, 0, 0];
    for (const { kind, atSeconds, node: toNode, ride, charge } of ofCar) {
      const row = times.getRow(toNode);
      yield {
        car,
        purpose: kind,
        ride,
        fromNode: node,
        toNode,
        departsAt: Math.max(time, atSeconds - row.seconds[node]!),
        arrivesAt: atSeconds,
        meters: row.meters[node]!,
        riders,
      };
      if (kind === 'pickup') riders += 1;
      if (kind === 'dropoff') riders -= 1;
      [node, time] = [toNode, charge?.untilSeconds ?? atSeconds];
    }
  }
}
