import type { Role } from '#contracts';
import type { Check } from './fake-checks.js';
import type { FakeCity } from './fake-city.js';
import type { FakeClock } from './fake-clock.js';
import type { FakeHistory } from './fake-history.js';
import { notFound } from './fake-problem.js';
import { withoutPin, type FakeTrip, type FakeUser } from './fake-trip.js';
import { toSharedTrip } from './shared-view.js';

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

export const RIDER: readonly Role[] = ['rider'];
export const DRIVER: readonly Role[] = ['driver'];
export const BOTH: readonly Role[] = ['rider', 'driver'];
export const ALL: readonly Role[] = ['rider', 'driver', 'ops'];

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

export const ok = (body: unknown, status = 200): Answer => ({ status, body });
export const route = (
  method: string,
  path: string,
  rest: Omit<Route, 'method' | 'path'>,
): Route => ({
  method,
  path: new RegExp(`^/v1/${path.replace(':id', '([^/]+)')}$`),
  ...rest,
});
