import fc from 'fast-check';
import type { DenseBatchParts } from '../src/supply/dense-batch.js';

interface Shape {
  /** Whether some drivers are busy (default false). */
  readonly busy?: boolean;
  readonly maxRequests?: number;
  readonly maxDrivers?: number;
}

/** Few distinct travel times, so that competition and ties are frequent; Infinity without a route. */
const pickup = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 9 }).map((n) => n * 60) },
  { weight: 1, arbitrary: fc.constant(Infinity) },
);

const ids = (prefix: string, count: number) =>
  fc.shuffledSubarray(
    Array.from({ length: count }, (_, i) => `${prefix}${i}`),
    { minLength: count, maxLength: count },
  );

/** Batches with requests and drivers in any order of their ids. */
export function batches({ busy = false, maxRequests = 7, maxDrivers = 7 }: Shape = {}) {
  return fc
    .tuple(fc.nat({ max: maxRequests }), fc.nat({ max: maxDrivers }))
    .chain(([requestCount, driverCount]) =>
      fc.record({
        requests: ids('trip', requestCount).chain((tripIds) => fc.tuple(...tripIds.map(requestOf))),
        drivers: ids('driver', driverCount).chain((driverIds) =>
          fc.tuple(...driverIds.map((id) => driverOf(id, busy))),
        ),
        pickupSeconds: fc
          .array(pickup, {
            minLength: requestCount * driverCount,
            maxLength: requestCount * driverCount,
          })
          .map((seconds) => Float32Array.from(seconds)),
      }),
    ) as fc.Arbitrary<DenseBatchParts>;
}

const requestOf = (tripId: string) =>
  fc.record({
    tripId: fc.constant(tripId),
    waitingSeconds: fc.nat({ max: 5 }).map((n) => n * 100),
    tripSeconds: fc.nat({ max: 5 }).map((n) => n * 200),
  });

const driverOf = (driverId: string, busy: boolean) =>
  fc.record({
    driverId: fc.constant(driverId),
    busySeconds: busy ? fc.nat({ max: 2 }).map((n) => n * 60) : fc.constant(0),
  });

/** The same batch in another order. */
export function shuffled(batch: DenseBatchParts, seed: number): DenseBatchParts {
  const requestAt = rotated(batch.requests.length, seed);
  const driverAt = rotated(batch.drivers.length, seed + 1);
  return {
    requests: requestAt.map((i) => batch.requests[i]!),
    drivers: driverAt.map((i) => batch.drivers[i]!),
    pickupSeconds: Float32Array.from(
      requestAt.flatMap((r) =>
        driverAt.map((d) => batch.pickupSeconds[r * batch.drivers.length + d]!),
      ),
    ),
  };
}

/** Indices in reverse order, shifted. */
const rotated = (length: number, shift: number): number[] =>
  Array.from({ length }, (_, i) => (length - 1 - i + shift) % length);

/** The pairs as ids, sorted. */
export function idPairs(
  batch: DenseBatchParts,
  pairings: readonly { request: number; driver: number }[],
): string[] {
  return pairings
    .map(
      ({ request, driver }) =>
        `${batch.requests[request]!.tripId} ${batch.drivers[driver]!.driverId}`,
    )
    .sort();
}

/** All possible assignments: the driver of each request, or −1. */
export function allPairings(batch: DenseBatchParts): number[][] {
  const { requests, drivers, pickupSeconds } = batch;
  const mayDrive = (r: number, d: number) => pickupSeconds[r * drivers.length + d]! < Infinity;
  const extend = (chosen: number[]): number[][] => {
    const r = chosen.length;
    if (r === requests.length) return [chosen];
    const free = drivers.map((_, d) => d).filter((d) => !chosen.includes(d) && mayDrive(r, d));
    return [-1, ...free].flatMap((d) => extend([...chosen, d]));
  };
  return extend([]);
}
