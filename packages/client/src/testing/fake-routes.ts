import type { Availability, Position, Role } from '#contracts';
import { checks, type Check } from './fake-checks.js';
import type { FakeCity, FakeTrip, FakeUser } from './fake-city.js';
import type { FakeClock } from './fake-clock.js';
import type { FakeHistory } from './fake-history.js';
import { FakeProblem, notFound } from './fake-problem.js';
import { UUID } from './new-id.js';
import { toSharedEvent, toSharedTrip } from './shared-view.js';
import { withoutPin } from './fake-city.js';

/** What a handler gets: a checked body, and the user of the token; with a share link, no user. */
export interface Call {
  user: FakeUser | null;
  token: string;
  id: string;
  body: never;
  query: URLSearchParams;
  /** The origin of the request. */
  origin: string;
}

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Route {
  method: string;
  path: RegExp;
  /** Empty: no token is needed. */
  roles: readonly Role[];
  check?: Check;
  /** The `Idempotency-Key` is honoured. */
  isCommand?: boolean;
  /** A share link is admitted too. */
  isShareable?: boolean;
  handle: (call: Call) => Answer;
}

/** What the routes change. */
export interface RouteContext {
  city: FakeCity;
  clock: FakeClock;
  history: FakeHistory;
  openSession: (role: Role, name: string) => { token: string; expiresAt: string; user: FakeUser };
  closeSession: (token: string) => void;
}

const RIDER: readonly Role[] = ['rider'];
const DRIVER: readonly Role[] = ['driver'];
const BOTH: readonly Role[] = ['rider', 'driver'];
const ALL: readonly Role[] = ['rider', 'driver', 'ops'];

/** @throws FakeProblem NOT_FOUND, also for another user's trip */
export function visibleTrip(city: FakeCity, user: FakeUser | null, id: string): FakeTrip {
  const trip = city.trips.get(id.toLowerCase());
  const { riderId, driver } = trip?.view ?? {};
  const isVisible = !user || user.role === 'ops' || user.id === riderId || user.id === driver?.id;
  if (!trip || !isVisible) throw notFound();
  return trip;
}

/** The trip as this user sees it: only its rider sees the PIN. */
export const viewFor = (user: FakeUser | null, { view }: FakeTrip): object =>
  !user ? toSharedTrip(view) : user.role === 'rider' ? view : withoutPin(view);

const ok = (body: unknown, status = 200): Answer => ({ status, body });
const route = (method: string, path: string, rest: Omit<Route, 'method' | 'path'>): Route => ({
  method,
  path: new RegExp(`^/v1/${path.replace(':id', '([^/]+)')}$`),
  ...rest,
});

/** All routes but those of the streams. */
export function routesOf(context: RouteContext): Route[] {
  return [
    ...sessionRoutes(context),
    ...tripRoutes(context),
    ...commandRoutes(context),
    ...driverRoutes(context),
  ];
}

function sessionRoutes({ city, openSession, closeSession }: RouteContext): Route[] {
  return [
    route('POST', 'sessions', {
      roles: [],
      check: checks.session,
      isCommand: true,
      handle: ({ body }) => {
        const { role, name } = body as { role: Role; name: string };
        const { token, expiresAt, user } = openSession(role, name);
        const expires = new Date(expiresAt).toUTCString();
        const cookie = `tripstream_${role}=${token}; Path=/; HttpOnly; SameSite=Lax; Expires=${expires}`;
        const session = { token, expiresAt, user: { id: user.id, role, name } };
        return { status: 201, body: session, headers: { 'set-cookie': cookie } };
      },
    }),
    route('DELETE', 'sessions/me', {
      roles: ALL,
      handle: ({ user, token }) => {
        if (user?.role === 'driver' && city.activeTripOf(user)) {
          throw new FakeProblem('DRIVER_ON_TRIP', 'Finish the trip first.');
        }
        closeSession(token);
        return { status: 204 };
      },
    }),
    route('GET', 'city', { roles: ALL, handle: () => ok(CITY) }),
  ];
}

const CORNERS = [
  [-73.99, 40.74],
  [-73.97, 40.74],
  [-73.97, 40.77],
  [-73.99, 40.77],
  [-73.99, 40.74],
];
const CITY = {
  name: 'Fake city',
  bounds: { south: 40.74, west: -73.99, north: 40.77, east: -73.97 },
  roads: {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: {},
        geometry: { type: 'LineString', coordinates: CORNERS },
      },
    ],
  },
};

function tripRoutes({ city, history }: RouteContext): Route[] {
  const seen = ({ user, id }: Call): FakeTrip => visibleTrip(city, user, id);
  return [
    route('GET', 'trips', {
      roles: BOTH,
      handle: ({ user, query }) => ok(pageOf(city, user as FakeUser, query)),
    }),
    route('GET', 'trips/:id', {
      roles: ALL,
      isShareable: true,
      handle: (call) => ok(viewFor(call.user, seen(call))),
    }),
    route('GET', 'trips/:id/events', {
      roles: ALL,
      isShareable: true,
      handle: (call) => {
        const entries = history.read(`trip/${seen(call).view.id}`, 0);
        const events = entries.map(({ seq, type, data }) => ({
          id: history.cursorAt(seq),
          event: type,
          data: call.user ? data : toSharedEvent(data),
        }));
        return ok({ events });
      },
    }),
    route('GET', 'trips/:id/receipt', {
      roles: ['rider', 'ops'],
      handle: (call) => ok(receiptOf(seen(call))),
    }),
  ];
}

function commandRoutes({ city, clock }: RouteContext): Route[] {
  const seen = ({ user, id }: Call): FakeTrip => visibleTrip(city, user, id);
  /** A command about a trip, which answers with the trip. */
  const command = (
    name: string,
    roles: readonly Role[],
    { check, run }: { check: Check; run: (call: Call, user: FakeUser, trip: FakeTrip) => unknown },
  ): Route =>
    route('POST', `trips/:id/${name}`, {
      roles,
      check,
      isCommand: true,
      handle: (call) => {
        const trip = seen(call);
        run(call, call.user as FakeUser, trip);
        return ok(viewFor(call.user, trip));
      },
    });
  const positionOf = ({ body }: Call) => (body as { position?: Position }).position;
  return [
    route('POST', 'quotes', {
      roles: RIDER,
      check: checks.ride,
      isCommand: true,
      handle: ({ user, body }) => {
        const { pickup, dropoff } = body as Record<'pickup' | 'dropoff', Position>;
        return ok(city.quote(user as FakeUser, pickup, dropoff), 201);
      },
    }),
    route('POST', 'trips', {
      roles: RIDER,
      check: checks.tripRequest,
      isCommand: true,
      handle: ({ user, body }) => ok(city.requestTrip(user as FakeUser, body), 201),
    }),
    command('cancel', BOTH, {
      check: checks.reason,
      run: ({ body }, user, trip) => city.cancel(user, trip, (body as { reason: string }).reason),
    }),
    command('rating', BOTH, {
      check: checks.rating,
      run: ({ body }, user, trip) => city.rate(user, trip, (body as { stars: number }).stars),
    }),
    command('arrive', DRIVER, {
      check: checks.atPickup,
      run: (call, user, trip) => city.arrive(user, trip, positionOf(call)),
    }),
    command('start', DRIVER, {
      check: checks.start,
      run: ({ body }, _user, trip) => city.start(trip, (body as { pin: string }).pin),
    }),
    command('complete', DRIVER, {
      check: checks.nothing,
      run: (_call, _user, trip) => city.complete(trip),
    }),
    command('no-show', DRIVER, {
      check: checks.atPickup,
      run: (call, user, trip) => city.noShow(user, trip, positionOf(call)),
    }),
    route('POST', 'trips/:id/share', {
      roles: RIDER,
      check: checks.nothing,
      isCommand: true,
      handle: (call) => {
        const trip = seen(call);
        const token = city.share(trip);
        const { id } = trip.view;
        const url = `${call.origin}/v1/trips/${id}/stream?share=${token}`;
        const pageUrl = `${call.origin}/watch/${id}?share=${token}`;
        return ok({ url, pageUrl, token, expiresAt: clock.iso(86_400_000) }, 201);
      },
    }),
    route('DELETE', 'trips/:id/share', {
      roles: RIDER,
      handle: (call) => {
        city.unshare(seen(call));
        return { status: 204 };
      },
    }),
  ];
}

interface AvailabilityBody {
  status: Availability;
  position?: Position;
  vehicle?: FakeUser['vehicle'];
}

interface Reading extends Position {
  headingDegrees?: number;
  recordedAt?: string;
}

function driverRoutes({ city, clock, history }: RouteContext): Route[] {
  return [
    route('PUT', 'drivers/me/availability', {
      roles: DRIVER,
      check: checks.availability,
      handle: ({ user, body }) => {
        const driver = user as FakeUser;
        const { status, position, vehicle } = body as AvailabilityBody;
        driver.vehicle = vehicle ?? driver.vehicle;
        driver.position = position ?? driver.position;
        city.setAvailability(driver, status);
        return ok({ status, vehicle: driver.vehicle });
      },
    }),
    route('POST', 'drivers/me/locations', {
      roles: DRIVER,
      check: checks.locations,
      handle: ({ user, body }) => {
        const last = (body as Reading[]).at(-1);
        if (!last) return { status: 204 };
        const { lat, lng, headingDegrees = null, recordedAt } = last;
        const at = recordedAt ? new Date(recordedAt).toISOString() : clock.iso();
        city.moveDriver(user as FakeUser, {
          position: { lat, lng },
          headingDegrees,
          recordedAt: at,
        });
        return { status: 204 };
      },
    }),
    route('POST', 'offers/:id/accept', {
      roles: DRIVER,
      check: checks.nothing,
      isCommand: true,
      handle: ({ user, id }) => ok(withoutPin(city.accept(user as FakeUser, id))),
    }),
    route('POST', 'offers/:id/decline', {
      roles: DRIVER,
      check: checks.reason,
      isCommand: true,
      handle: ({ user, id, body }) => {
        const { reason: given } = body as { reason: string };
        const { view, reason } = city.decline(user as FakeUser, id, given);
        return ok({ id: view.id, tripId: view.tripId, status: 'declined', reason });
      },
    }),
    route('POST', 'streams/acks', {
      roles: BOTH,
      check: checks.ack,
      handle: ({ user, body }) => {
        const [epoch, seq] = (body as { cursor: string }).cursor.split('-');
        const stream = `${user?.role}/${user?.id}`;
        if (epoch === history.epoch && Number(seq) > history.headOf(stream)) {
          throw FakeProblem.ofFields([{ field: 'cursor', message: 'is ahead of your stream' }]);
        }
        return { status: 204 };
      },
    }),
  ];
}

function pageOf(city: FakeCity, user: FakeUser, query: URLSearchParams): object {
  const limit = Number(query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw FakeProblem.ofFields([{ field: 'limit', message: 'must be from 1 to 100' }]);
  }
  const cursor = query.get('cursor');
  if (cursor && !UUID.test(cursor)) {
    throw FakeProblem.ofFields([{ field: 'cursor', message: 'must be a UUID' }]);
  }
  const status = query.get('status');
  const found = [...city.trips.values()]
    .filter(({ view }) => view.riderId === user.id || view.driver?.id === user.id)
    .filter(({ view }) => (!status || view.status === status) && (!cursor || view.id < cursor))
    .sort((a, b) => (a.view.id < b.view.id ? 1 : -1));
  const trips = found.slice(0, limit);
  const last = trips.at(-1);
  const nextCursor = found.length > limit && last ? last.view.id : null;
  return { trips: trips.map((trip) => viewFor(user, trip)), nextCursor };
}

function receiptOf({ view, distanceMeters, durationSeconds }: FakeTrip): object {
  const { id: tripId, status, pickup, dropoff, driver, requestedAt, endedAt, cancellation } = view;
  if (!endedAt) {
    const detail = `The trip is ${status}. Ask again when it has ended.`;
    throw new FakeProblem('RECEIPT_NOT_READY', detail, { currentStatus: status });
  }
  const fee = cancellation?.fee.amount ? cancellation.fee : null;
  const feeKind = cancellation?.by === 'no_show' ? 'no_show_fee' : 'cancel_fee';
  const feeLines = fee ? [{ kind: feeKind, amount: fee }] : [];
  const lines = status === 'completed' ? [{ kind: 'fare', amount: view.fare }] : feeLines;
  const amount = lines.reduce((sum, line) => sum + line.amount.amount, 0);
  const total = { amount, currency: view.fare.currency };
  const ride = { pickup, dropoff, driver, distanceMeters, durationSeconds };
  return { tripId, status, ...ride, lines, total, requestedAt, endedAt };
}
