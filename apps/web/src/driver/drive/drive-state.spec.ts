import { describe, expect, it } from '@jest/globals';
import type { AnyCloudEvent, Offer, Trip } from '#contracts';
import { aTrip } from '../../../test/trip-sample.js';
import { plain, testIntl } from '../../../test/test-intl.js';
import { endingSentence } from './drive-sentence.js';

const intl = await testIntl();
import {
  evolveDrive,
  MOST_MISSED,
  newDrive,
  type DriveMessage,
  type DriveState,
} from './drive-state.js';

const NOW = '2026-03-29T10:00:00.000Z';
const position = { lat: 40.75, lng: -73.98 };
const money = { amount: 1234, currency: 'USD' };
const offer: Offer = {
  id: 'offer-1',
  tripId: 'trip-1',
  pickup: position,
  dropoff: position,
  fare: money,
  pickupEtaSeconds: 120,
  pickupDistanceMeters: 700,
  tripDistanceMeters: 3000,
  rider: { name: 'Ada', rating: 4.8 },
  createdAt: NOW,
  expiresAt: NOW,
};
const trip = aTrip('driver_assigned', { id: 'trip-1', version: 2 });

const received = (type: AnyCloudEvent['type'], data: object, isReplayed = false): DriveMessage => ({
  type: 'event',
  event: { specversion: '1.0', type, time: NOW, data } as unknown as AnyCloudEvent,
  cursor: 'e-1',
  isReplayed,
  receivedAt: Date.parse(NOW),
});
const created = received('offer.created', { offer, serverTime: NOW });
const closed = (type: AnyCloudEvent['type'], reason: string) =>
  received(type, { offerId: 'offer-1', tripId: 'trip-1', reason });
const tripEvent = (type: AnyCloudEvent['type'], changed: Partial<Trip>) =>
  received(type, { trip: { ...trip, ...changed } });
const after = (...messages: DriveMessage[]): DriveState => messages.reduce(evolveDrive, newDrive);
const endOf = ({ ending }: DriveState) => (ending?.about === 'offer' ? ending.end : undefined);

describe('evolveDrive', () => {
  it('one snapshot gives the whole state', () => {
    const snapshot = { availability: 'online', offer, trip } as const;
    expect(after({ type: 'stream.snapshot', data: snapshot })).toMatchObject({
      isKnown: true,
      ...snapshot,
    });
  });

  it.each([
    ['offer.expired', 'not_answered', 'expired'],
    ['offer.revoked', 'trip_assigned', 'taken'],
    ['offer.revoked', 'trip_cancelled', 'withdrawn'],
    ['offer.revoked', 'no_drivers_available', 'withdrawn'],
    ['offer.revoked', 'undelivered', 'undelivered'],
    ['offer.revoked', 'driver_silent', 'silent'],
    ['offer.revoked', 'driver_offline', 'offline'],
    ['offer.declined', 'Too far', 'declined'],
  ] as const)('the event %s for %s ends the offer as %s', (type, reason, end) => {
    const state = after(created, closed(type, reason));
    expect(state.offer).toBeNull();
    expect(endOf(state)).toBe(end);
  });

  it('the offer’s own event replaces the end that a refused accept reported', () => {
    const over = { type: 'offer-over', offerId: 'offer-1', end: 'withdrawn' } as const;
    expect(endOf(after(created, over))).toBe('withdrawn');
    expect(endOf(after(created, over, closed('offer.revoked', 'trip_assigned')))).toBe('taken');
    expect(endOf(after(created, closed('offer.expired', 'not_answered'), over))).toBe('expired');
  });

  it('an accepted offer gives way to its trip, whether the answer or the event arrives first', () => {
    const answer = { type: 'answer', trip } as const;
    const events = [closed('offer.accepted', 'accepted'), tripEvent('trip.driver_assigned', {})];
    for (const state of [after(created, answer, ...events), after(created, ...events, answer)]) {
      expect(state).toMatchObject({ offer: null, trip: { id: 'trip-1' }, ending: null });
    }
  });

  it('the highest version of a trip wins: an old event is ignored', () => {
    const arrived = { type: 'answer', trip: { ...trip, status: 'driver_arrived', version: 3 } };
    const state = after(arrived as DriveMessage, tripEvent('trip.driver_assigned', {}));
    expect(state.trip?.status).toBe('driver_arrived');
  });

  it('a completed ride can be rated once, although its event follows the answer', () => {
    const completed = { ...trip, status: 'completed', version: 5 } as const;
    const rated: DriveMessage = { type: 'dismissed', what: 'rating' };
    const state = after({ type: 'answer', trip: completed }, rated);
    expect(state).toMatchObject({ trip: null, toRate: null });
    expect(evolveDrive(state, tripEvent('trip.completed', completed)).toRate).toBeNull();
  });

  it.each([
    ['trip.cancelled', 'rider', 'Ada cancelled the ride. The rider pays $12.34.'],
    ['trip.cancelled', 'no_show', 'Ada didn’t come. The ride is over. The rider pays $12.34.'],
  ] as const)('the ending after %s by %s names who ended the ride', (type, by, sentence) => {
    const cancellation = { by, reason: 'x', fee: money };
    const state = after(
      tripEvent('trip.driver_assigned', {}),
      tripEvent(type, { status: 'cancelled', version: 3, cancellation }),
    );
    expect(state.trip).toBeNull();
    expect(state.ending && plain(endingSentence(state.ending, intl))).toBe(sentence);
  });

  it('a ride that is missing in a snapshot has ended', () => {
    const snapshot = { availability: 'online', offer: null, trip: null } as const;
    const state = after(tripEvent('trip.driver_assigned', {}), {
      type: 'stream.snapshot',
      data: snapshot,
    });
    expect(state).toMatchObject({ trip: null, ending: { about: 'trip', trip: null } });
  });

  it('replayed events are listed until the driver dismisses them, at most MOST_MISSED of them', () => {
    const missed = received('offer.expired', { offerId: 'o', tripId: 't', reason: 'x' }, true);
    expect(after(created).missed).toEqual([]);
    const state = after(...Array<DriveMessage>(MOST_MISSED + 5).fill(missed));
    expect(state.missed).toHaveLength(MOST_MISSED);
    expect(evolveDrive(state, { type: 'missed-dismissed' }).missed).toEqual([]);
  });
});
