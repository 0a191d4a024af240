import { describe, expect, it } from '@jest/globals';
import { aTrip, NOON, usd } from '../../../test/trip-sample.js';
import { formatMoney } from '../../format/money.js';
import { cancelPrice } from './cancel-price.js';

describe('what a cancel costs', () => {
  it('is nothing while a driver is looked for', () => {
    expect(cancelPrice(aTrip('matching'), NOON)).toEqual({
      fee: usd(0),
      sentence: 'Cancelling is free.',
    });
  });

  it('is nothing until the time that the trip shows, and says for how long', () => {
    expect(cancelPrice(aTrip('driver_assigned'), NOON + 10_000)).toEqual({
      fee: usd(0),
      sentence: `Free for 2:00 more, then ${formatMoney(usd(500))}.`,
    });
  });

  it('is the fee from then on', () => {
    expect(cancelPrice(aTrip('driver_arrived'), NOON + 130_000)).toEqual({
      fee: usd(500),
      sentence: `Cancelling costs ${formatMoney(usd(500))} now.`,
    });
  });

  it('is no question once the ride has started or ended', () => {
    expect(cancelPrice(aTrip('in_progress'), NOON)).toBeUndefined();
    expect(cancelPrice(aTrip('completed'), NOON)).toBeUndefined();
  });
});
