import type { DispatchBatch, Pairing } from './dispatch-policy.js';

/**
 * Decides on a batch in its one canonical order: riders who have waited longest first, then by
 * id; drivers by id. So ties fall the same way in whatever order the batch was put together.
 * Ids are compared by code unit, not by locale: the same on every machine.
 */
export function inCanonicalOrder(
  batch: DispatchBatch,
  decide: (batch: DispatchBatch) => Pairing[],
): Pairing[] {
  const { requests, drivers } = batch;
  const isSorted = isAscending(requests, byWaiting) && isAscending(drivers, byId);
  if (isSorted) return decide(batch);
  const requestAt = order(requests, byWaiting);
  const driverAt = order(drivers, byId);
  return decide(rearranged(batch, requestAt, driverAt)).map(({ request, driver }) => ({
    request: requestAt[request]!,
    driver: driverAt[driver]!,
  }));
}

type Compare<T> = (a: T, b: T) => number;

const byWaiting: Compare<DispatchBatch['requests'][number]> = (a, b) =>
  b.waitingSeconds - a.waitingSeconds || (a.tripId < b.tripId ? -1 : a.tripId > b.tripId ? 1 : 0);

const byId: Compare<DispatchBatch['drivers'][number]> = (a, b) =>
  a.driverId < b.driverId ? -1 : a.driverId > b.driverId ? 1 : 0;

function isAscending<T>(items: readonly T[], compare: Compare<T>): boolean {
  for (let i = 1; i < items.length; i++) if (compare(items[i - 1]!, items[i]!) > 0) return false;
  return true;
}

const order = <T>(items: readonly T[], compare: Compare<T>): number[] =>
  items.map((_, i) => i).sort((a, b) => compare(items[a]!, items[b]!));

function rearranged(
  { requests, drivers, pickupSeconds }: DispatchBatch,
  requestAt: readonly number[],
  driverAt: readonly number[],
): DispatchBatch {
  const seconds = new Float32Array(requests.length * drivers.length);
  let next = 0;
  for (const request of requestAt) {
    for (const driver of driverAt)
      seconds[next++] = pickupSeconds[request * drivers.length + driver]!;
  }
  return {
    requests: requestAt.map((i) => requests[i]!),
    drivers: driverAt.map((i) => drivers[i]!),
    pickupSeconds: seconds,
  };
}
