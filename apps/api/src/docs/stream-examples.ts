import type {
  CloudEvent,
  EphemeralData,
  EphemeralType,
  EventData,
  EventType,
  Offer,
  StreamKind,
  Trip,
} from '#contracts';

const TRIP_ID = '01a1fd33-3c3b-75c5-8ee9-25a61fc53edf';
const DRIVER_ID = '01a1fd33-4183-7d1c-9a5e-0f6c8c1f7a52';
const AT = '2026-11-21T08:22:40.076Z';
const usd = (amount: number) => ({ amount, currency: 'USD' });
const pickup = { lat: 40.7549, lng: -73.984 };
const dropoff = { lat: 40.7585, lng: -73.981 };
const rider = { name: 'Ada', rating: 4.9 };
const placeNames = { pickupName: '6th Ave & W 38th St', dropoffName: '5th Ave & W 42nd St' };

export const exampleCursor = '4e6c9d305cd9cef5-2';

const exampleTrip: Trip = {
  id: TRIP_ID,
  status: 'driver_assigned',
  version: 2,
  rider,
  pickup,
  dropoff,
  ...placeNames,
  riderId: '01a1fd33-3be9-7388-bed4-2065209c12ba',
  driver: {
    id: DRIVER_ID,
    name: 'Grace',
    rating: null,
    vehicle: { model: 'Toyota Prius', colour: 'blue', plate: 'T-100 42' },
  },
  fare: usd(861),
  cancelFee: usd(500),
  cancellation: null,
  pickupEtaSeconds: 95,
  freeCancelUntil: '2026-11-21T08:24:40.076Z',
  requestedAt: '2026-11-21T08:22:35.643Z',
  assignedAt: AT,
  arrivedAt: null,
  startedAt: null,
  endedAt: null,
  driverSilentSince: null,
  driverLostAt: null,
  matchingDeadline: null,
};

const exampleOffer: Offer = {
  id: '01a1fd33-4b0e-7a41-8f1a-6f2f9d3f5b11',
  tripId: TRIP_ID,
  pickup,
  dropoff,
  ...placeNames,
  rider,
  pickupEtaSeconds: 95,
  pickupDistanceMeters: 610,
  tripDistanceMeters: 742,
  fare: usd(861),
  createdAt: AT,
  expiresAt: '2026-11-21T08:22:55.076Z',
};

const exampleReposition = {
  id: '01a1fd33-5b0e-7c1a-9d52-6b1f1a0c7e44',
  status: 'suggested',
  target: { lat: 40.7505, lng: -73.9934 },
  targetName: 'Penn Plaza',
  reason: 'riders_expected',
  expectedRiders: 6,
  withinSeconds: 600,
  travelSeconds: 244,
  distanceMeters: 1830,
  createdAt: AT,
  expiresAt: '2026-11-21T08:23:10.076Z',
} as const;
const trip = exampleTrip;
const matchingDeadline = '2026-11-21T08:27:35.643Z';
const silent = {
  driverSilentSince: '2026-11-21T08:22:41.310Z',
  driverLostAt: '2026-11-21T08:24:41.310Z',
};
const ended = { trip, by: 'rider', reason: 'Plans changed', fee: usd(0) } as const;
const offerClosed = (reason: string) => ({ offerId: exampleOffer.id, tripId: TRIP_ID, reason });

const examplePool = {
  others: 1,
  stopsBefore: 1,
  pickupAt: '2026-11-21T08:24:23.076Z',
  dropoffAt: '2026-11-21T08:29:41.076Z',
};

const exampleRoute: EventData<'driver.route_changed'>['route'] = {
  version: 3,
  stops: [
    {
      tripId: TRIP_ID,
      kind: 'pickup',
      position: pickup,
      name: 'Times Square',
      arrivesAt: '2026-11-21T08:24:23.076Z',
    },
    {
      tripId: TRIP_ID,
      kind: 'dropoff',
      position: { lat: 40.7585, lng: -73.981 },
      name: null,
      arrivesAt: '2026-11-21T08:29:41.076Z',
    },
  ],
};

const payloads: { [T in EventType]: EventData<T> } = {
  'trip.requested': {
    trip: { ...trip, status: 'matching', version: 1, driver: null, matchingDeadline },
  },
  'trip.driver_assigned': { trip },
  'trip.driver_arrived': { trip: { ...trip, status: 'driver_arrived', version: 3 } },
  'trip.started': { trip: { ...trip, status: 'in_progress', version: 4 } },
  'trip.completed': { trip: { ...trip, status: 'completed', version: 5 } },
  'trip.driver_silent': { trip: { ...trip, version: 3, ...silent } },
  'trip.driver_back': { trip: { ...trip, version: 4 } },
  'trip.redispatching': {
    trip: { ...trip, status: 'matching', driver: null, matchingDeadline },
    reason: 'Flat tyre',
  },
  'trip.cancelled': { ...ended, trip: { ...trip, status: 'cancelled' } },
  'trip.no_drivers_available': {
    by: 'system',
    reason: 'no_drivers_available',
    fee: usd(0),
    trip: { ...trip, status: 'no_drivers_available', driver: null },
  },
  'trip.pool_changed': { trip: { ...trip, shared: true }, pool: examplePool },
  'trip.tipped': { tripId: TRIP_ID, tip: usd(200) },
  'offer.created': { offer: exampleOffer, serverTime: AT },
  'offer.accepted': offerClosed('accepted'),
  'offer.declined': offerClosed('Too far'),
  'offer.expired': offerClosed('expired'),
  'offer.revoked': offerClosed('cancelled'),
  'driver.online': { reason: 'requested' },
  'driver.offline': { reason: 'requested' },
  'driver.route_changed': { route: exampleRoute, serverTime: AT },
  'driver.reposition': { reposition: exampleReposition, serverTime: AT },
  'driver.reposition_accepted': {
    repositionId: exampleReposition.id,
    expiresAt: '2026-11-21T08:32:48.076Z',
  },
  'driver.reposition_ended': { repositionId: exampleReposition.id, reason: 'offer' },
};

/** An example of an event as the streams carry it. */
export function exampleEvent(type: EventType): CloudEvent {
  return {
    specversion: '1.0',
    id: '01a1fd33-4cd1-76f3-b621-e38c7a6945aa',
    source: '/tripstream',
    type,
    subject: type.startsWith('driver.') ? `driver/${DRIVER_ID}` : `trip/${TRIP_ID}`,
    time: AT,
    data: payloads[type],
  };
}

const driverLocation: EphemeralData<'driver.location'> = {
  tripId: TRIP_ID,
  position: pickup,
  headingDegrees: 29,
  recordedAt: AT,
  etaSeconds: 95,
  ageSeconds: 0.62,
};

export const exampleSnapshots: Record<StreamKind, unknown> = {
  rider: { trip: { ...trip, pin: '3020' }, driverLocation, pool: null },
  driver: {
    availability: 'online',
    offer: exampleOffer,
    trip: null,
    trips: [],
    route: null,
    reposition: null,
  },
  trip: { trip, driverLocation, pool: null },
};

export const exampleEphemerals: { [T in EphemeralType]: EphemeralData<T> } = {
  'driver.location': driverLocation,
  'trip.search': {
    tripId: TRIP_ID,
    searchingSince: '2026-11-21T08:22:35.643Z',
    deadline: matchingDeadline,
    driversAsked: 2,
    driversAsking: 1,
    driversNear: 4,
    retryAt: null,
  },
  'city.state': {
    trips: { matching: 3, in_progress: 12 },
    offers: { pending: 2 },
    availability: { online: 40, offline: 9 },
    driversOmitted: 39,
    silentTrips: [{ tripId: TRIP_ID, driverId: DRIVER_ID, status: 'in_progress', ...silent }],
    drivers: [
      {
        id: DRIVER_ID,
        status: 'on_trip',
        position: pickup,
        headingDegrees: 29,
        recordedAt: AT,
        ageSeconds: 1,
        tripId: TRIP_ID,
      },
    ],
    connections: 31,
    outboxLagSeconds: 0,
    serverTime: AT,
  },
};

export const exampleOpened = {
  stream: `trip/${TRIP_ID}`,
  mode: 'fresh',
  from: '4e6c9d305cd9cef5-0',
  head: exampleCursor,
  serverTime: AT,
  heartbeatSeconds: 5,
};

export const exampleClosing = { reason: 'drain', reconnect: true };
