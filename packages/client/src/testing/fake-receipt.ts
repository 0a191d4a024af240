import type { FakeCity } from './fake-city.js';
import { FakeProblem } from './fake-problem.js';
import type { FakeTrip, FakeUser } from './fake-trip.js';
import { usd } from './ride-plan.js';

/** What an ended trip cost. @throws FakeProblem RECEIPT_NOT_READY */
export function receiptOf({ view, tip, distanceMeters, durationSeconds }: FakeTrip): object {
  const { id: tripId, status, driver, requestedAt, endedAt, cancellation } = view;
  const { pickup, dropoff, pickupName, dropoffName } = view;
  if (!endedAt) {
    const detail = `The trip is ${status}. Ask again when it has ended.`;
    throw new FakeProblem('RECEIPT_NOT_READY', detail, { currentStatus: status });
  }
  const fee = cancellation?.fee.amount ? cancellation.fee : null;
  const feeKind = cancellation?.by === 'no_show' ? 'no_show_fee' : 'cancel_fee';
  const feeLines = fee ? [{ kind: feeKind, amount: fee }] : [];
  const tips = tip === null ? [] : [{ kind: 'tip', amount: usd(tip) }];
  const lines = status === 'completed' ? [{ kind: 'fare', amount: view.fare }, ...tips] : feeLines;
  const amount = lines.reduce((sum, line) => sum + line.amount.amount, 0);
  const total = { amount, currency: view.fare.currency };
  const ends = { pickup, dropoff, pickupName, dropoffName };
  const ride = { ...ends, driver, distanceMeters, durationSeconds };
  return { tripId, status, ...ride, lines, total, requestedAt, endedAt };
}

/** What a driver has earned since a time in milliseconds. */
export function earningsOf(city: FakeCity, driver: FakeUser, from: number): object {
  const ended = [...city.trips.values()].filter(
    ({ view }) => view.driver?.id === driver.id && Date.parse(view.endedAt ?? '') >= from,
  );
  const completed = ended.filter(({ view }) => view.status === 'completed');
  const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  const fares = sum(completed.map(({ view }) => view.fare.amount));
  const fees = sum(ended.map(({ view }) => view.cancellation?.fee.amount ?? 0));
  const tips = sum(completed.map(({ tip }) => tip ?? 0));
  return {
    since: new Date(from).toISOString(),
    trips: completed.length,
    fares: usd(fares),
    fees: usd(fees),
    tips: usd(tips),
    total: usd(fares + fees + tips),
  };
}
