import type { Money, Trip } from '#contracts';
import { formatMoney } from '../../format/money.js';
import type { Intl } from '../../language/intl.js';
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
export function cancelPrice(trip: Trip, now: number, intl: Intl): CancelPrice | undefined {
  const { status, freeCancelUntil, cancelFee, driverSilentSince } = trip;
  const free = { amount: 0, currency: cancelFee.currency };
  if (status === 'matching')
    return { fee: free, sentence: intl.formatMessage({ id: 'rider.cancel-free' }) };
  if (status !== 'driver_assigned' && status !== 'driver_arrived') return undefined;
  if (driverSilentSince) {
    return { fee: free, sentence: intl.formatMessage({ id: 'rider.cancel-free-silent' }) };
  }
  const left = freeCancelUntil ? (Date.parse(freeCancelUntil) - now) / 1000 : Infinity;
  if (left === Infinity)
    return { fee: free, sentence: intl.formatMessage({ id: 'rider.cancel-free' }) };
  const price = formatMoney(cancelFee, intl);
  if (left > 0) {
    const values = { left: formatSeconds(left, intl), price };
    return { fee: free, sentence: intl.formatMessage({ id: 'rider.cancel-free-for' }, values) };
  }
  return { fee: cancelFee, sentence: intl.formatMessage({ id: 'rider.cancel-costs' }, { price }) };
}
