import { describe, expect, it } from '@jest/globals';
import { aTrip, noonPlus } from '../../test/trip-builder.js';
import { watchDriver, type WatchedTrip } from './watch-driver.js';

/** The driver accepted ten seconds after noon and was last heard five seconds later. */
const watched = (facts: Partial<WatchedTrip> = {}): WatchedTrip => ({
  trip: aTrip('driver_assigned'),
  seenAt: noonPlus(15),
  watchedSince: noonPlus(0),
  silentSeconds: 15,
  lostSeconds: 120,
  matchingDeadlineSeconds: 300,
  nextPin: '7350',
  at: noonPlus(20),
  ...facts,
});
const commandAt = (seconds: number, facts: Partial<WatchedTrip> = {}) =>
  watchDriver(watched({ ...facts, at: noonPlus(seconds) }))?.type ?? null;
const silent = { driverSilentSince: noonPlus(15), driverLostAt: noonPlus(135) };

describe('watchDriver', () => {
  it('leaves a trip alone while its driver is heard', () => {
    expect(commandAt(29.999)).toBeNull();
  });

  it('reports a silence, its beginning, and when the driver counts as lost', () => {
    expect(watchDriver(watched({ at: noonPlus(30) }))).toEqual({
      type: 'report_silence',
      at: noonPlus(30),
      since: noonPlus(15),
      lostAt: noonPlus(135),
    });
  });

  it('reports a silence once', () => {
    expect(commandAt(60, { trip: aTrip('driver_assigned', silent) })).toBeNull();
  });

  it('reports the return of a driver who is heard again', () => {
    const trip = aTrip('in_progress', silent);
    expect(commandAt(60, { trip: { ...trip, ...noTimes }, seenAt: noonPlus(59) })).toBe(
      'report_return',
    );
  });

  it.each(['driver_assigned', 'driver_arrived'] as const)(
    'replaces a lost driver whose trip is %s',
    (status) => {
      const trip = { ...aTrip(status, silent), ...noTimes };
      expect(commandAt(134.999, { trip })).toBeNull();
      expect(commandAt(135, { trip })).toBe('replace_lost_driver');
    },
  );

  it('never takes a driver from a ride under way, because the rider may be in the car', () => {
    const trip = { ...aTrip('in_progress', silent), ...noTimes };
    expect(commandAt(100_000, { trip })).toBeNull();
  });

  it('counts silence from the moment it began to watch, not from before an outage', () => {
    const watchedSince = noonPlus(1000);
    expect(commandAt(1014, { watchedSince })).toBeNull();
    expect(commandAt(1015, { watchedSince })).toBe('report_silence');
    expect(commandAt(1120, { watchedSince })).toBe('replace_lost_driver');
  });

  it('takes a new watch for no return of a silent driver', () => {
    const trip = aTrip('driver_assigned', silent);
    expect(commandAt(1001, { trip, watchedSince: noonPlus(1000) })).toBeNull();
  });

  it('counts a command of the driver as a sign of life, before it is written as one', () => {
    const trip = aTrip('driver_arrived', { arrivedAt: noonPlus(200) });
    expect(commandAt(201, { trip })).toBeNull();
  });

  it('switches each rule off with 0', () => {
    expect(commandAt(5000, { lostSeconds: 0, silentSeconds: 0 })).toBeNull();
    expect(watchDriver(watched({ lostSeconds: 0, at: noonPlus(5000) }))).toMatchObject({
      type: 'report_silence',
      lostAt: null,
    });
  });
});

/** The presence alone says when the driver was heard. */
const noTimes = { assignedAt: noonPlus(10), arrivedAt: null, startedAt: null };
