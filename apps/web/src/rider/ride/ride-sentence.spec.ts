import { describe, expect, it } from '@jest/globals';
import { initialRider, type RiderState } from '#client';
import type { CancelledBy, Trip, TripStatus } from '#contracts';
import { aTrip, noonPlus, usd } from '../../../test/trip-sample.js';
import { plain, testIntl } from '../../../test/test-intl.js';
import { formatMoney } from '../../format/money.js';
import type { StreamStatus } from '../../stream/stream-health.js';
import { rideSentence } from './ride-sentence.js';

const intl = await testIntl();

/** The fee as the locale of the test writes it. */
const FEE = formatMoney(usd(500), intl);

const say = (trip: Trip | null, more: Partial<RiderState> = {}, status: StreamStatus = 'live') => {
  const state = { ...initialRider, isKnown: true, trip, ...more };
  const etaSeconds = state.driverLocation?.etaSeconds ?? null;
  return plain(rideSentence({ state, health: { status }, etaSeconds }, intl));
};

const sayAtFirst = (status: StreamStatus) =>
  rideSentence({ state: initialRider, health: { status } }, intl);

const carAt = (etaSeconds: number | null) => ({
  driverLocation: {
    tripId: 'trip',
    position: { lat: 40.75, lng: -73.98 },
    headingDegrees: null,
    recordedAt: noonPlus(20),
    etaSeconds,
  },
});

const cancelled = (by: CancelledBy, fee: number): Trip =>
  aTrip('cancelled', {
    driver: aTrip('driver_assigned').driver,
    cancellation: { by, reason: 'x', fee: usd(fee) },
  });

describe('rideSentence', () => {
  it.each<[TripStatus, string]>([
    ['matching', 'Looking for a driver near you.'],
    ['driver_assigned', 'Grace is on the way to you.'],
    ['driver_arrived', 'Grace is here. Say your PIN to start.'],
    ['in_progress', 'You are on the way to your drop-off.'],
    ['completed', `You have arrived. The ride came to ${formatMoney(usd(1250), intl)}.`],
    ['no_drivers_available', 'No driver was free. You pay nothing.'],
  ])('the sentence about a trip that is %s: %s', (status, sentence) => {
    expect(say(aTrip(status))).toBe(sentence);
  });

  it('the sentence makes no claim before the first message of the server', () => {
    expect(sayAtFirst('connecting')).toBe('Looking up your ride.');
    expect(sayAtFirst('stale')).toBe('We can’t reach the server yet.');
    expect(say(null)).toBe('Where to?');
  });

  it('the wait is that of the latest location, rounded up', () => {
    expect(say(aTrip('driver_assigned'), carAt(181))).toMatch(/, about 4 min away\.$/);
    expect(say(aTrip('driver_assigned'), carAt(59))).toMatch(/, less than a minute away\.$/);
    expect(say(aTrip('in_progress'), carAt(null))).toBe('You are on the way to your drop-off.');
  });

  it('a silent driver is mentioned, before the ride and during it', () => {
    const silent = { driverSilentSince: noonPlus(20) };
    expect(say(aTrip('driver_assigned', silent), carAt(181))).toMatch(/^We can’t reach Grace/);
    expect(say(aTrip('in_progress', silent))).toMatch(/^We have lost contact with Grace/);
  });

  it('a driver who gave the ride back is mentioned', () => {
    expect(say(aTrip('matching'), { isRedispatched: true })).toMatch(/^Your driver had to give up/);
    const { driver } = aTrip('driver_assigned');
    const lost = { driver, reason: 'The driver could not be reached.' };
    expect(say(aTrip('matching'), { isRedispatched: true, redispatch: lost })).toBe(
      `We lost contact with ${driver?.name ?? ''}. Looking for another driver.`,
    );
    const gaveBack = { driver, reason: 'A flat tyre' };
    expect(say(aTrip('matching'), { isRedispatched: true, redispatch: gaveBack })).toMatch(
      /^Your driver had to give up/,
    );
  });

  it.each<[CancelledBy, number, string]>([
    ['rider', 0, 'You cancelled this ride. You pay nothing.'],
    ['rider', 500, `You cancelled this ride. The fee is ${FEE}.`],
    ['driver', 0, 'Grace cancelled this ride. You pay nothing.'],
    ['no_show', 500, `Grace waited for you and left. The fee is ${FEE}.`],
    ['rider_gone', 0, 'Your request ended because this app was away. You pay nothing.'],
    ['system', 0, 'This ride was cancelled. You pay nothing.'],
  ])('a cancelled ride names who cancelled and the price: %s, %i', (by, fee, sentence) => {
    expect(say(cancelled(by, fee))).toBe(sentence);
  });

  it('a stale stream is mentioned before the sentence', () => {
    expect(say(aTrip('matching'), {}, 'stale')).toBe(
      'When we last heard: Looking for a driver near you.',
    );
    expect(say(aTrip('driver_assigned'), {}, 'stale')).toBe(
      'When we last heard: Grace is on the way to you.',
    );
  });

  it('a ride that has ended has the same sentence while the stream is stale', () => {
    expect(say(aTrip('completed'), {}, 'stale')).toMatch(/^You have arrived/);
  });

  it('an old location makes no claim about where the car is, and says what happens next', () => {
    const lost = (status: TripStatus) =>
      plain(
        rideSentence(
          {
            state: { ...initialRider, trip: aTrip(status) },
            health: { status: 'live' },
            etaSeconds: null,
            hasLostContact: true,
          },
          intl,
        ),
      );
    expect(lost('driver_assigned')).toBe(
      'We have lost contact with Grace. If it does not come back, we look for another driver.',
    );
    expect(lost('in_progress')).toMatch(/^We have lost contact with Grace’s phone\./);
    expect(lost('completed')).toMatch(/^You have arrived/);
  });
});
