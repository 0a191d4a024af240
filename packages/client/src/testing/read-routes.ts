import type { Role } from '#contracts';
import { checks } from './fake-checks.js';
import { CITY, placeNear, searchPlaces } from './fake-places.js';
import type { FakeCity } from './fake-city.js';
import { earningsOf, receiptOf } from './fake-receipt.js';
import { FakeProblem } from './fake-problem.js';
import { sharedTripOf, type FakeTrip, type FakeUser } from './fake-trip.js';
import { UUID } from './new-id.js';
import {
  ALL,
  BOTH,
  ok,
  route,
  viewFor,
  visibleTrip,
  type Call,
  type Route,
  type RouteContext,
} from './route.js';
import { isAfterEnd, toSharedEvent, toSharedTrip } from './shared-view.js';

/** Sessions and the map. */
export function sessionRoutes({ city, openSession, closeSession }: RouteContext): Route[] {
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
    route('GET', 'city', { roles: [], handle: () => ok(CITY) }),
    route('GET', 'places', { roles: ALL, handle: ({ query }) => ok(searchPlaces(query)) }),
    route('GET', 'places/near', { roles: ALL, handle: ({ query }) => ok(placeNear(query)) }),
  ];
}

/** What the users of a trip read about it. */
export function tripRoutes({ city, clock, history }: RouteContext): Route[] {
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
        const visible = call.user ? entries : entries.filter(({ type }) => !isAfterEnd(type));
        const events = visible.map(({ seq, type, data }) => ({
          id: history.cursorAt(seq),
          event: type,
          data: call.user ? data : toSharedEvent(data),
        }));
        return ok({ events });
      },
    }),
    route('GET', 'shares/:id', {
      roles: [],
      handle: ({ id }) => {
        const { view } = sharedTripOf(city.trips.values(), id);
        return ok({ trip: toSharedTrip(view), expiresAt: clock.iso(86_400_000) });
      },
    }),
    route('GET', 'drivers/me/earnings', {
      roles: ['driver'],
      handle: ({ user, query }) => {
        const since = query.get('since');
        const from = since ? Date.parse(since) : clock.now() - 86_400_000;
        return ok(earningsOf(city, user as FakeUser, from));
      },
    }),
    route('GET', 'trips/:id/receipt', {
      roles: ['rider', 'ops'],
      handle: (call) => ok(receiptOf(seen(call))),
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
