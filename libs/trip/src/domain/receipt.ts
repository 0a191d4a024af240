import type { Money, Receipt } from '#contracts';
import { DomainError } from '#platform';
import type { TripState } from './trip-state.js';

/**
 * The receipt of a trip that has ended.
 *
 * @param tip what the rider gave on top of the fare; null without a tip
 * @throws DomainError RECEIPT_NOT_READY with `currentStatus` before the trip has ended
 */
export function receiptFor(state: TripState, tip: Money | null = null): Receipt {
  if (!state.endedAt) {
    const detail = `The trip is ${state.status}. Ask again when it has ended.`;
    throw new DomainError('RECEIPT_NOT_READY', detail, { currentStatus: state.status });
  }
  const lines = linesOf(state);
  if (tip) lines.push({ kind: 'tip', amount: tip });
  const amount = lines.reduce((sum, line) => sum + line.amount.amount, 0);
  return {
    tripId: state.id,
    status: state.status,
    pickup: state.pickup,
    dropoff: state.dropoff,
    pickupName: state.pickupName,
    dropoffName: state.dropoffName,
    driver: state.driver,
    distanceMeters: state.distanceMeters,
    durationSeconds: state.durationSeconds,
    lines,
    total: { amount, currency: state.fare.currency },
    requestedAt: state.requestedAt.toISOString(),
    endedAt: state.endedAt.toISOString(),
  };
}

function linesOf({ status, fare, cancellation }: TripState): Receipt['lines'] {
  if (status === 'completed') return [{ kind: 'fare', amount: fare }];
  if (!cancellation || cancellation.fee.amount === 0) return [];
  const kind = cancellation.by === 'no_show' ? 'no_show_fee' : 'cancel_fee';
  return [{ kind, amount: cancellation.fee }];
}
