import type { Position, Role } from '#contracts';
import { checks, type Check } from './fake-checks.js';
import { rateTrip, shareTrip, type FakeTrip, type FakeUser } from './fake-trip.js';
import { receiptOf } from './fake-receipt.js';
import { newId } from './new-id.js';
import {
  BOTH,
  DRIVER,
  RIDER,
  ok,
  route,
  viewFor,
  visibleTrip,
  type Call,
  type Route,
  type RouteContext,
} from './route.js';

/** What riders command. */
export function riderRoutes({ city, clock }: RouteContext): Route[] {
  const seen = ({ user, id }: Call): FakeTrip => visibleTrip(city, user, id);
  return [
    route('POST', 'quotes', {
      roles: RIDER,
      check: checks.ride,
      isCommand: true,
      handle: ({ user, body }) => {
        const { pickup, dropoff } = body as Record<'pickup' | 'dropoff', Position>;
        return ok(city.quotes.create(user as FakeUser, pickup, dropoff), 201);
      },
    }),
    route('POST', 'trips', {
      roles: RIDER,
      check: checks.tripRequest,
      isCommand: true,
      handle: ({ user, body }) => ok(city.requestTrip(user as FakeUser, body), 201),
    }),
    route('POST', 'trips/:id/share', {
      roles: RIDER,
      check: checks.nothing,
      isCommand: true,
      handle: (call) => {
        const trip = seen(call);
        const token = newId(clock.now()).replaceAll('-', '');
        shareTrip(trip, token);
        const { id } = trip.view;
        const url = `${call.origin}/v1/trips/${id}/stream?share=${token}`;
        const pageUrl = `${call.origin}/s/${token}`;
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

/** What riders do with a trip that has ended. */
export function tipRoutes({ city }: RouteContext): Route[] {
  return [
    route('POST', 'trips/:id/tip', {
      roles: RIDER,
      check: checks.tip,
      isCommand: true,
      handle: (call) => {
        const trip = visibleTrip(city, call.user, call.id);
        city.tip(trip, (call.body as { amount: number }).amount);
        return ok(receiptOf(trip));
      },
    }),
  ];
}

/** What riders and drivers do with a trip. */
export function tripCommandRoutes({ city }: RouteContext): Route[] {
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
    command('cancel', BOTH, {
      check: checks.reason,
      run: ({ body }, user, trip) => city.cancel(user, trip, (body as { reason: string }).reason),
    }),
    command('rating', BOTH, {
      check: checks.rating,
      run: ({ body }, user, trip) =>
        rateTrip(city.users, { by: user, trip, stars: (body as { stars: number }).stars }),
    }),
    command('arrive', DRIVER, {
      check: checks.step,
      run: ({ body }, user, trip) => city.arrive(user, trip, body),
    }),
    command('start', DRIVER, {
      check: checks.start,
      run: ({ body }, _user, trip) => city.start(trip, (body as { pin: string }).pin),
    }),
    command('complete', DRIVER, {
      check: checks.step,
      run: ({ body }, user, trip) => city.complete(user, trip, body),
    }),
    command('no-show', DRIVER, {
      check: checks.atPickup,
      run: (call, user, trip) => city.noShow(user, trip, positionOf(call)),
    }),
  ];
}
