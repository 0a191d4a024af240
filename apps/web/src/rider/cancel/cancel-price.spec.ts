import { describe, expect, it } from '@jest/globals';
import { testIntl } from '../../../test/test-intl.js';
import { aTrip, NOON, usd } from '../../../test/trip-sample.js';
import { formatMoney } from '../../format/money.js';
import { cancelPrice } from './cancel-price.js';

const intl = await testIntl();

describe('cancelPrice', () => {
  it('a cancel is free while the trip is matching', () => {
    expect(cancelPrice(aTrip('matching'), NOON, intl)).toEqual({
      fee: usd(0),
      sentence: 'Cancelling is free.',
    });
  });

  it('a cancel is free until freeCancelUntil, and the sentence says for how long', () => {
    expect(cancelPrice(aTrip('driver_assigned'), NOON + 10_000, intl)).toEqual({
      fee: usd(0),
      sentence: `Free for 2:00 more, then ${formatMoney(usd(500), intl)}.`,
    });
  });

  it('a cancel costs the fee after freeCancelUntil', () => {
    expect(cancelPrice(aTrip('driver_arrived'), NOON + 130_000, intl)).toEqual({
      fee: usd(500),
      sentence: `Cancelling costs ${formatMoney(usd(500), intl)} now.`,
    });
  });

  it('a cancel is free while the driver is silent', () => {
    const silent = aTrip('driver_arrived', { driverSilentSince: new Date(NOON).toISOString() });
    expect(cancelPrice(silent, NOON + 130_000, intl)?.fee).toEqual(usd(0));
  });

  it('a ride that has started or ended has no cancel price', () => {
    expect(cancelPrice(aTrip('in_progress'), NOON, intl)).toBeUndefined();
    expect(cancelPrice(aTrip('completed'), NOON, intl)).toBeUndefined();
  });
});
