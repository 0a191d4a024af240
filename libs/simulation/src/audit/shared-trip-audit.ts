import type { AnyCloudEvent, DriverRoute, EventTrip, RouteStop } from '#contracts';
import type { HistoryRow } from './history-reader.js';

export type SharedTripFault = 'mixed' | 'outOfOrder' | 'routeDiffers' | 'detour' | 'foreign';

export interface SharedTripAudit {
  /** Number of shared trips that a driver got. */
  taken: number;
  /** Number of those that joined another trip in the car. */
  joined: number;
  faults: Record<SharedTripFault, number>;
  examples: string[];
}

/** What the audit knows of the city. */
export interface SharedTripRules {
  /** Seconds of a ride without others, by the clock. */
  directSeconds: (trip: Pick<EventTrip, 'pickup' | 'dropoff'>) => number;
  /** The longest that others may add to a ride, in seconds by the clock. */
  maxDetourSeconds: number;
}

/** What the stream of a driver has said so far. */
interface DriverState {
  readonly trips: Map<string, EventTrip>;
  stops: readonly RouteStop[];
  /** The trip that the next change of the route is about. */
  joining: { trip: EventTrip; at: string } | undefined;
}

type Fault = [SharedTripFault, string];

const MAX_EXAMPLES = 20;
/**
 * An offer is planned at the place where the car is, and accepted some seconds later; the estimates
 * are rounded to seconds.
 */
const TOLERANCE_SECONDS = 5;

/**
 * Checks shared trips in the order of each driver's stream: a driver has one trip or only shared
 * ones, the stops of the route are those of the trips, they are made in their order, and no trip
 * that joins makes the ride of another one longer than was agreed. A rider's stream has the rider's
 * own events only.
 *
 * @param rows all mailboxes, in the order of `seq`; those of trips have the events
 */
export function auditSharedTrips(
  rows: readonly HistoryRow[],
  rules: SharedTripRules,
): SharedTripAudit {
  const faults = { mixed: 0, outOfOrder: 0, routeDiffers: 0, detour: 0, foreign: 0 };
  const audit: SharedTripAudit = { taken: 0, joined: 0, faults, examples: [] };
  const events = new Map(rows.flatMap(({ id, event }) => (event ? [[id, event]] : [])));
  const drivers = new Map<string, DriverState>();
  for (const row of rows) {
    const event = events.get(row.id);
    if (!event) continue;
    const found = row.stream.startsWith('rider/') ? findForeign(row.stream, event) : [];
    if (row.stream.startsWith('driver/')) {
      const state = drivers.get(row.stream) ?? { trips: new Map(), stops: [], joining: undefined };
      drivers.set(row.stream, state);
      found.push(...replayEvent(state, event, rules));
      if (isSharedAssignment(event)) {
        audit.taken += 1;
        if (state.trips.size > 1) audit.joined += 1;
      }
    }
    for (const [fault, text] of found) {
      faults[fault] += 1;
      if (audit.examples.length < MAX_EXAMPLES)
        audit.examples.push(`${row.stream} at ${row.seq}: ${text}`);
    }
  }
  return audit;
}

const isSharedAssignment = ({ type, data }: AnyCloudEvent): boolean =>
  type === 'trip.driver_assigned' && data.trip.shared === true;

function findForeign(stream: string, { type, data }: AnyCloudEvent): Fault[] {
  const isOwn = !('trip' in data) || stream === `rider/${data.trip.riderId}`;
  return isOwn && type !== 'driver.route_changed' ? [] : [['foreign', `${type} of another`]];
}

/** Changes the state by one event of the driver's stream. @returns what must not have happened */
function replayEvent(state: DriverState, event: AnyCloudEvent, rules: SharedTripRules): Fault[] {
  const { type, data } = event;
  if (type === 'driver.route_changed') return changeRoute(state, data.route, rules);
  if (!('trip' in data)) return [];
  const { trip } = data;
  const faults = isStep(event) ? findOutOfOrder(state, event, trip) : [];
  if (type === 'trip.driver_assigned') {
    state.joining = trip.shared ? { trip, at: event.time } : undefined;
    state.trips.set(trip.id, trip);
    const several = [...state.trips.values()];
    if (several.length > 1 && several.some(({ shared }) => !shared)) {
      faults.push(['mixed', `${several.map(({ id }) => id).join(' and ')} at once`]);
    }
  } else if (TRIP_ENDS.includes(type)) state.trips.delete(trip.id);
  else if (state.trips.has(trip.id)) state.trips.set(trip.id, trip);
  return faults;
}

const TRIP_ENDS: readonly string[] = [
  'trip.redispatching',
  'trip.completed',
  'trip.cancelled',
  'trip.no_drivers_available',
];

/** The stop of each step of a driver. */
const STOP_OF: Partial<Record<string, RouteStop['kind']>> = {
  'trip.driver_arrived': 'pickup',
  'trip.started': 'pickup',
  'trip.completed': 'dropoff',
};

/** An operator may complete a trip at any time. */
const isStep = ({ type, data }: AnyCloudEvent): boolean =>
  type in STOP_OF && !('operator' in data && data.operator !== undefined);

function findOutOfOrder(state: DriverState, { type }: AnyCloudEvent, trip: EventTrip): Fault[] {
  const [first] = state.stops;
  const isNext = !first || (first.tripId === trip.id && first.kind === STOP_OF[type]);
  return isNext ? [] : [['outOfOrder', `${type} of ${trip.id} before ${first.tripId}`]];
}

function changeRoute(state: DriverState, { stops }: DriverRoute, rules: SharedTripRules): Fault[] {
  const { joining } = state;
  state.stops = stops;
  state.joining = undefined;
  const onRoute = [...new Set(stops.map(({ tripId }) => tripId))].sort();
  const own = [...state.trips.keys()].sort();
  const faults: Fault[] =
    onRoute.join() === own.join() ? [] : [['routeDiffers', `${onRoute.join()}, not ${own.join()}`]];
  if (!joining || state.trips.size < 2) return faults;
  return [
    ...faults,
    ...[...state.trips.values()].flatMap((trip) => findDetour(trip, stops, rules)),
  ];
}

/** Compares the planned time in the car with what the rider has agreed to. */
function findDetour(
  trip: EventTrip,
  stops: readonly RouteStop[],
  { directSeconds, maxDetourSeconds }: SharedTripRules,
): Fault[] {
  const arrival = (kind: RouteStop['kind']) =>
    stops.find((stop) => stop.tripId === trip.id && stop.kind === kind)?.arrivesAt;
  const from = arrival('pickup') ?? trip.startedAt;
  const until = arrival('dropoff');
  if (!from || !until) return [];
  const seconds = (Date.parse(until) - Date.parse(from)) / 1000;
  const most = directSeconds(trip) + maxDetourSeconds + TOLERANCE_SECONDS;
  return seconds <= most
    ? []
    : [['detour', `${trip.id} takes ${seconds.toFixed(0)} s, ${most.toFixed(0)} s at most`]];
}
