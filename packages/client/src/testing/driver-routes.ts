import type { Availability, Position } from '#contracts';
import { checks } from './fake-checks.js';
import { FakeProblem } from './fake-problem.js';
import { withoutPin, type FakeUser } from './fake-trip.js';
import { BOTH, DRIVER, ok, route, type Route, type RouteContext } from './route.js';

interface AvailabilityBody {
  status: Availability;
  position?: Position;
  vehicle?: FakeUser['vehicle'];
}

interface Reading extends Position {
  headingDegrees?: number;
  recordedAt?: string;
}

/** The driver's availability and locations, and the acknowledgements. */
export function driverRoutes({ city, clock, history }: RouteContext): Route[] {
  return [
    route('PUT', 'drivers/me/availability', {
      roles: DRIVER,
      check: checks.availability,
      handle: ({ user, body }) => {
        const driver = user as FakeUser;
        const { status, position, vehicle } = body as AvailabilityBody;
        driver.vehicle = vehicle ?? driver.vehicle;
        if (position) {
          city.moveDriver(driver, { position, headingDegrees: null, recordedAt: clock.iso() });
        }
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
    route('POST', 'streams/acks', {
      roles: BOTH,
      check: checks.ack,
      handle: ({ user, body }) => {
        const [epoch, seq] = (body as { cursor: string }).cursor.split('-');
        const { id, role } = user as FakeUser;
        const stream = `${role}/${id}`;
        if (epoch === history.epoch && Number(seq) > history.headOf(stream)) {
          throw FakeProblem.ofFields([{ field: 'cursor', message: 'is ahead of your stream' }]);
        }
        return { status: 204 };
      },
    }),
  ];
}

/** The answers to offers. */
export function offerRoutes({ city }: RouteContext): Route[] {
  return [
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
  ];
}

/** The answers to suggestions. */
export function repositionRoutes({ city }: RouteContext): Route[] {
  return [
    route('POST', 'drivers/me/reposition/:id/accept', {
      roles: DRIVER,
      check: checks.nothing,
      isCommand: true,
      handle: ({ user, id }) => ok(city.repositions.accept((user as FakeUser).id, id)),
    }),
    route('POST', 'drivers/me/reposition/:id/decline', {
      roles: DRIVER,
      check: checks.nothing,
      isCommand: true,
      handle: ({ user, id }) => {
        city.repositions.decline((user as FakeUser).id, id);
        return ok({ id, status: 'declined' });
      },
    }),
  ];
}
