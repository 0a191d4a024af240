import type { EvaluationCity } from './day-record.js';

/** Compares the numbers in ids as numbers: `r2` is before `r10`. */
const collator = new Intl.Collator('en', { numeric: true });

const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  collator.compare(a.id, b.id);

/**
 * Orders the requests by departure and id, and the vehicles by id. Policies break ties by this
 * order, so the order of the rows of a file does not change the simulated day.
 */
export function orderCity<T extends Pick<EvaluationCity, 'requests' | 'vehicles'>>(city: T): T {
  const requests = [...city.requests].sort(
    (a, b) => a.departureSeconds - b.departureSeconds || byId(a, b),
  );
  return { ...city, requests, vehicles: [...city.vehicles].sort(byId) };
}
