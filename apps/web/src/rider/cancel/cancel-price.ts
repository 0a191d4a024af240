import type { Money, Trip } from '#contracts';
import { formatMoney } from '../../format/money.js';
import { formatSeconds } from '../../format/time.js';

export interface CancelPrice {
  fee: Money;
  /** The price as a sentence, shown before the rider can cancel. */
  sentence: string;
}

/**
 * The price of a cancel now; undefined when the rider can no longer cancel.
 *
 * @param now the server's time, in milliseconds
 */
export function cancelPrice(trip: Trip, now: number): CancelPrice | undefined {
  const { status, freeCancelUntil, cancelFee, driverSilentSince } = trip;
  const free = { amount: 0, currency: cancelFee.currency };
  if (status === 'matching') return { fee: free, sentence: 'Cancelling is free.' };
  if (status !== 'driver_assigned' && status !== 'driver_arrived') return undefined;
  if (driverSilentSince) {
    return { fee: free, sentence: 'Cancelling is free while we can’t reach your driver.' };
  }
  const left = freeCancelUntil ? (Date.parse(freeCancelUntil) - now) / 1000 : Infinity;
  if (left === Infinity) return { fee: free, sentence: 'Cancelling is free.' };
  const price = formatMoney(cancelFee);
  if (left > 0) {
    return { fee: free, sentence: `Free for ${formatSeconds(left)} more, then ${price}.` };
  }
  return { fee: cancelFee, sentence: `Cancelling costs ${price} now.` };
}
