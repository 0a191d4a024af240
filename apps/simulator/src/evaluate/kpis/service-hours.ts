const HOUR_SECONDS = 3_600;

/** A request's time in the system, in seconds since midnight of the first day. */
export interface OpenTime {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/**
 * Lists the hours of service: the hours, counted from the first request on, in which at least one
 * rider waits or rides. Their number does not depend on the hour of the first request, and a rider
 * who comes days later adds that rider's hours only.
 *
 * @returns times of 3,600 seconds in their order
 */
export function listServiceHours(times: readonly OpenTime[]): OpenTime[] {
  const first = times.reduce((least, { fromSeconds }) => Math.min(least, fromSeconds), Infinity);
  const hours = new Set<number>();
  for (const { fromSeconds, toSeconds } of times) {
    const last = hourOf(toSeconds - first);
    for (let hour = hourOf(fromSeconds - first); hour <= last; hour++) hours.add(hour);
  }
  return [...hours]
    .sort((a, b) => a - b)
    .map((hour) => ({
      fromSeconds: first + hour * HOUR_SECONDS,
      toSeconds: first + (hour + 1) * HOUR_SECONDS,
    }));
}

const hourOf = (seconds: number): number => Math.floor(seconds / HOUR_SECONDS);
