import { describe, expect, it } from '@jest/globals';
import { testIntl } from '../../../test/test-intl.js';
import { aTrip } from '../../../test/trip-sample.js';
import { rideAttention } from './ride-attention.js';

const intl = await testIntl();

describe('rideAttention', () => {
  it('names the driver and the car when the car is at the pickup', () => {
    const attention = rideAttention(aTrip('driver_arrived'), intl);
    expect(attention).toMatchObject({ title: expect.stringMatching(/ is here$/) });
    expect(attention?.body).toContain('Look for a');
  });

  it('another driver of the same trip makes a new key', () => {
    const trip = aTrip('driver_arrived');
    const other = { ...trip, driver: trip.driver && { ...trip.driver, id: 'another' } };
    expect(rideAttention(other, intl)?.key).not.toBe(rideAttention(trip, intl)?.key);
  });

  it('a ride under way and a cancellation by the rider make no news', () => {
    const cancellation = { by: 'rider', reason: 'x', fee: { amount: 0, currency: 'USD' } } as const;
    expect(rideAttention(aTrip('cancelled', { cancellation }), intl)).toBeUndefined();
    expect(rideAttention(aTrip('in_progress'), intl)).toBeUndefined();
    expect(rideAttention(null, intl)).toBeUndefined();
  });

  it('signals a cancellation by the driver', () => {
    const cancellation = {
      by: 'driver',
      reason: 'x',
      fee: { amount: 0, currency: 'USD' },
    } as const;
    expect(rideAttention(aTrip('cancelled', { cancellation }), intl)).toBeDefined();
  });
});
