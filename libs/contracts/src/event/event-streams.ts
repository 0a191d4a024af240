import type { EphemeralType } from '../stream/ephemeral.js';
import type { EventType } from './event-map.js';
import type { StreamKind } from '../stream/stream-id.js';

/**
 * Which kinds of streams carry a durable event. A driver's stream carries the events of a trip
 * while the driver is assigned, and the event that takes the trip away.
 */
export const eventStreams = {
  'trip.requested': ['rider', 'trip'],
  'trip.driver_assigned': ['rider', 'driver', 'trip'],
  'trip.driver_arrived': ['rider', 'driver', 'trip'],
  'trip.started': ['rider', 'driver', 'trip'],
  'trip.completed': ['rider', 'driver', 'trip'],
  'trip.driver_silent': ['rider', 'driver', 'trip'],
  'trip.driver_back': ['rider', 'driver', 'trip'],
  'trip.redispatching': ['rider', 'driver', 'trip'],
  'trip.cancelled': ['rider', 'driver', 'trip'],
  'trip.no_drivers_available': ['rider', 'driver', 'trip'],
  'trip.pool_changed': ['rider', 'trip'],
  'trip.tipped': ['driver', 'trip'],
  'offer.created': ['driver'],
  'offer.accepted': ['driver'],
  'offer.declined': ['driver'],
  'offer.expired': ['driver'],
  'offer.revoked': ['driver'],
  'driver.online': ['driver'],
  'driver.offline': ['driver'],
  'driver.route_changed': ['driver'],
  'driver.reposition': ['driver'],
  'driver.reposition_accepted': ['driver'],
  'driver.reposition_ended': ['driver'],
} as const satisfies Record<EventType, readonly StreamKind[]>;

/** Which kinds of streams carry an ephemeral frame. */
export const ephemeralStreams = {
  'driver.location': ['rider', 'trip'],
  'trip.search': ['rider', 'trip'],
  'city.state': ['ops'],
} as const satisfies Record<EphemeralType, readonly (StreamKind | 'ops')[]>;
