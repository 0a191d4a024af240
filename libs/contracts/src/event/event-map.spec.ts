import { describe, expect, it } from '@jest/globals';
import { eventMap, eventTypes, terminalEventTypes } from './event-map.js';
import { terminalStatuses } from '../trip/trip.js';

/** The table of the wire contract, written a second time, so that a change is noticed. */
const CONTRACT = {
  'trip.requested': ['trip'],
  'trip.driver_assigned': ['trip'],
  'trip.driver_arrived': ['override', 'trip'],
  'trip.started': ['trip'],
  'trip.completed': ['operator', 'override', 'reason', 'trip'],
  'trip.driver_silent': ['trip'],
  'trip.driver_back': ['trip'],
  'trip.redispatching': ['operator', 'reason', 'trip'],
  'trip.cancelled': ['by', 'fee', 'operator', 'reason', 'trip'],
  'trip.no_drivers_available': ['by', 'fee', 'operator', 'reason', 'trip'],
  'trip.pool_changed': ['pool', 'trip'],
  'trip.tipped': ['tip', 'tripId'],
  'offer.created': ['offer', 'serverTime'],
  'offer.accepted': ['offerId', 'reason', 'tripId'],
  'offer.declined': ['offerId', 'reason', 'tripId'],
  'offer.expired': ['offerId', 'reason', 'tripId'],
  'offer.revoked': ['offerId', 'reason', 'tripId'],
  'driver.online': ['operator', 'reason'],
  'driver.offline': ['operator', 'reason'],
  'driver.route_changed': ['route', 'serverTime'],
  'driver.reposition': ['reposition', 'serverTime'],
  'driver.reposition_accepted': ['expiresAt', 'repositionId'],
  'driver.reposition_ended': ['reason', 'repositionId'],
};

describe('eventMap', () => {
  it('lists the events of the contract with their payloads', () => {
    const ours = eventTypes.map((type) => [type, Object.keys(eventMap[type].shape).sort()]);
    expect(Object.fromEntries(ours)).toEqual(CONTRACT);
  });

  it('names no event "error", which a browser would take for a broken connection', () => {
    expect(eventTypes).not.toContain('error');
  });

  it('contains no PIN in any payload', () => {
    for (const schema of Object.values(eventMap)) {
      if ('trip' in schema.shape) expect(schema.shape.trip.shape).not.toHaveProperty('pin');
    }
  });

  it('one terminal event exists for each terminal status of a trip', () => {
    const ends = terminalStatuses.map((status) => `trip.${status}`);
    expect([...terminalEventTypes].sort()).toEqual(ends.sort());
  });
});
