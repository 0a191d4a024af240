import type { Role } from '#contracts';
import { checkBody } from './fake-checks.js';
import type { FakeCity } from './fake-city.js';
import type { FakeUser } from './fake-trip.js';
import type { FakeClock } from './fake-clock.js';
import type { FakeHistory } from './fake-history.js';
import { FakeProblem, notFound } from './fake-problem.js';
import { riderRoutes, tipRoutes, tripCommandRoutes } from './command-routes.js';
import { driverRoutes, offerRoutes, repositionRoutes } from './driver-routes.js';
import { sessionRoutes, tripRoutes } from './read-routes.js';
import {
  viewFor,
  visibleTrip,
  type Answer,
  type Call,
  type Route,
  type RouteContext,
} from './route.js';
import type { FakeStreams } from './fake-streams.js';
import type { StreamRead } from './stream-read.js';
import { bound, newId } from './new-id.js';
import { withoutPin } from './fake-trip.js';

/** A request as `fetch` or an HTTP server has it. */
export interface FakeRequest {
  method: string;
  url: URL;
  headers: Headers;
  body: string;
  signal?: AbortSignal | null;
  /** The session of a browser's cookie, by role. */
  cookies: ReadonlyMap<string, string>;
}

interface Session {
  user: FakeUser;
  expiresAt: number;
  isRevoked: boolean;
}

const SESSION_MS = 43_200_000;
const MOST_SESSIONS = 1_000;
const MOST_KEYS = 1_000;
const MOST_BODY_BYTES = 1_048_576;
const STREAM = /^\/v1\/(riders\/me|drivers\/me|ops|trips\/([^/]+))\/stream$/;
const ROLES_OF: Record<string, readonly Role[]> = {
  'riders/me': ['rider'],
  'drivers/me': ['driver'],
  ops: ['ops'],
};
const ALL: readonly Role[] = ['rider', 'driver', 'ops'];

const ROUTES = [
  sessionRoutes,
  tripRoutes,
  riderRoutes,
  tipRoutes,
  tripCommandRoutes,
  driverRoutes,
  offerRoutes,
  repositionRoutes,
];

/** Answers requests as a Tripstream server does. */
export class FakeServer {
  readonly #sessions = new Map<string, Session>();
  readonly #keys = new Map<string, { body: string; answer: Answer }>();
  readonly #routes: Route[];

  constructor(
    private readonly context: {
      city: FakeCity;
      clock: FakeClock;
      history: FakeHistory;
      streams: FakeStreams;
    },
  ) {
    const routeContext: RouteContext = {
      ...context,
      openSession: (role, name) => this.openSession(role, name),
      closeSession: (token) => {
        this.closeSessions('revoked', (known) => known === token);
      },
    };
    this.#routes = ROUTES.flatMap((routes) => routes(routeContext));
  }

  openSession(role: Role, name: string): { token: string; expiresAt: string; user: FakeUser } {
    const { city, clock } = this.context;
    const user = city.addUser(role, name);
    return { token: this.renew(user), expiresAt: clock.iso(SESSION_MS), user };
  }

  /** Ends sessions, and the streams that were opened with them. */
  closeSessions(
    reason: 'revoked' | 'token_expired',
    isMeant: (token: string, userId: string) => boolean,
  ): void {
    for (const [token, session] of this.#sessions) {
      if (!isMeant(token, session.user.id)) continue;
      if (reason === 'revoked') session.isRevoked = true;
      else session.expiresAt = this.context.clock.now();
      this.context.streams.end((read) => read.token === token, reason);
    }
  }

  /** A token of the user that is valid, also after `closeSessions`. */
  renew(user: FakeUser): string {
    const now = this.context.clock.now();
    const token = `fake.${user.role}.${newId(now).replaceAll('-', '')}`;
    const expiresAt = now + SESSION_MS;
    this.#sessions.set(token, { user, expiresAt, isRevoked: false });
    bound(this.#sessions, MOST_SESSIONS);
    return token;
  }

  async answer(request: FakeRequest): Promise<Response> {
    try {
      const [, place, tripId] = STREAM.exec(request.url.pathname) ?? [];
      if (place !== undefined) return await this.#answerStream(request, place, tripId);
      return toResponse(this.#answerRoute(request), request.method);
    } catch (error) {
      if (!(error instanceof FakeProblem)) throw error;
      return problemResponse(error, request);
    }
  }

  #answerRoute(request: FakeRequest): Answer {
    const { method, url } = request;
    const wanted = method === 'HEAD' ? 'GET' : method;
    const known = this.#routes.filter(({ path }) => path.test(url.pathname));
    const route = known.find((each) => each.method === wanted);
    if (!route) {
      if (known.length === 0) throw notFound();
      throw new FakeProblem('METHOD_NOT_ALLOWED', `Use ${known.map((r) => r.method).join(', ')}.`);
    }
    const id = decodeURIComponent(route.path.exec(url.pathname)?.[1] ?? '');
    const { user, token } = this.#admit(request, route, id);
    const parsed = route.check ? parseBody(request) : undefined;
    const body = (route.check ? checkBody(route.check, parsed) : undefined) as never;
    const call = { user, token, id, body, query: url.searchParams, origin: url.origin };
    return route.isCommand ? this.#once(request, call, route) : route.handle(call);
  }

  #admit(
    request: FakeRequest,
    { roles, isShareable = false }: Pick<Route, 'roles' | 'isShareable'>,
    tripId: string,
  ): { user: FakeUser | null; token: string } {
    const { searchParams } = request.url;
    if (searchParams.has('token') || searchParams.has('access_token')) {
      throw new FakeProblem('TOKEN_IN_QUERY', 'Send Authorization: Bearer <token> instead.');
    }
    const share = searchParams.get('share');
    if (isShareable && share !== null) {
      if (!this.context.city.trips.get(tripId)?.shares.has(share)) throw notFound();
      return { user: null, token: '' };
    }
    if (roles.length === 0) return { user: null, token: '' };
    const token = tokenOf(request, roles);
    const session = this.#sessions.get(token);
    if (!session || session.isRevoked) {
      throw new FakeProblem('UNAUTHENTICATED', 'Get a token with POST /v1/sessions.');
    }
    if (session.expiresAt <= this.context.clock.now()) {
      throw new FakeProblem('TOKEN_EXPIRED', 'Get a new token and try again.');
    }
    if (roles.includes(session.user.role)) return { user: session.user, token };
    throw new FakeProblem(
      'FORBIDDEN',
      `This is for: ${roles.join(', ')}. Sign in with such a role.`,
    );
  }

  /** The same key and body get the same answer again, without a second effect. */
  #once(request: FakeRequest, call: Call, route: Route): Answer {
    const key = request.headers.get('idempotency-key');
    if (key === null) return route.handle(call);
    const name = `${call.user?.id ?? ''} ${request.method} ${request.url.pathname} ${key}`;
    const known = this.#keys.get(name);
    if (known && known.body !== request.body) {
      throw new FakeProblem('IDEMPOTENCY_KEY_REUSED', 'Choose a new key for a new command.');
    }
    if (known) {
      const headers = { ...known.answer.headers, 'idempotent-replayed': 'true' };
      return { ...known.answer, headers };
    }
    const answer = structuredClone(route.handle(call));
    this.#keys.set(name, { body: request.body, answer });
    bound(this.#keys, MOST_KEYS);
    return answer;
  }

  async #answerStream(
    request: FakeRequest,
    place: string,
    tripId: string | undefined,
  ): Promise<Response> {
    if (request.method !== 'GET') throw new FakeProblem('METHOD_NOT_ALLOWED', 'Use GET.');
    const roles = ROLES_OF[place] ?? ALL;
    const isShareable = tripId !== undefined;
    const { user, token } = this.#admit(request, { roles, isShareable }, tripId ?? '');
    const format = formatOf(request.headers.get('accept') ?? '');
    if (!format) {
      const detail = 'Send Accept: text/event-stream or application/json.';
      throw new FakeProblem('NOT_ACCEPTABLE', detail);
    }
    const read = this.#toRead(request, { user, token, tripId });
    const { streams } = this.context;
    const answer =
      format === 'json'
        ? await streams.poll(read, pollOf(request))
        : streams.open(read, request.signal);
    if (!answer) return new Response(null, { status: 204, headers: NO_STORE });
    return answer instanceof Response ? answer : toResponse({ status: 200, body: answer }, 'GET');
  }

  #toRead(
    { headers, url }: FakeRequest,
    { user, token, tripId }: { user: FakeUser | null; token: string; tripId?: string },
  ): StreamRead {
    const { city } = this.context;
    const trip = tripId === undefined ? undefined : visibleTrip(city, user, tripId);
    return {
      stream: trip ? `trip/${trip.view.id}` : ownStreamOf(user),
      userId: user?.id ?? '',
      token,
      isShared: !user,
      presented: headers.get('last-event-id') ?? url.searchParams.get('cursor'),
      isNamed: url.searchParams.get('names') !== 'off',
      snapshot: () => {
        if (trip) {
          const shown = user ? withoutPin(trip.view) : viewFor(null, trip);
          const driverLocation = city.locationOf(trip);
          return { trip: shown, driverLocation, ...(user && { pool: null }) };
        }
        return user?.role === 'driver' ? this.#driverSnapshot(user) : this.#riderSnapshot(user);
      },
      isOver: () => trip !== undefined && city.hasEnded(trip),
    };
  }

  #riderSnapshot(user: FakeUser | null): object {
    const { city } = this.context;
    const trip = user && city.activeTripOf(user);
    const driverLocation = trip ? city.locationOf(trip) : null;
    return { trip: trip?.view ?? null, driverLocation, pool: null };
  }

  #driverSnapshot(user: FakeUser): object {
    const { city } = this.context;
    const active = city.activeTripOf(user);
    const trips = active ? [withoutPin(active.view)] : [];
    const offer = city.offers.pendingOfferOf(user)?.view ?? null;
    const reposition = city.repositions.openOf(user.id);
    const { availability } = user;
    return { availability, offer, trip: trips[0] ?? null, trips, route: null, reposition };
  }
}

const ownStreamOf = (user: FakeUser | null): string =>
  user && user.role !== 'ops' ? `${user.role}/${user.id}` : 'ops/city';

function tokenOf({ headers, cookies }: FakeRequest, roles: readonly Role[]): string {
  const authorization = headers.get('authorization');
  if (authorization !== null) return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
  const role = [...roles, ...ALL].find((each) => cookies.has(each));
  return (role && cookies.get(role)) ?? '';
}

function parseBody({ headers, body }: FakeRequest): unknown {
  if (body === '') return undefined;
  if (body.length > MOST_BODY_BYTES) throw new FakeProblem('PAYLOAD_TOO_LARGE', 'Send less.');
  if (!/^application\/json\b/i.test(headers.get('content-type') ?? '')) {
    throw new FakeProblem('UNSUPPORTED_MEDIA_TYPE', 'Send application/json.');
  }
  try {
    return JSON.parse(body);
  } catch {
    throw new FakeProblem('MALFORMED_REQUEST', 'The body is not JSON.');
  }
}

/** Event streams come first, unless only JSON is accepted, or it is named and the stream is not. */
function formatOf(accept: string): 'stream' | 'json' | null {
  if (accept === '' || accept.includes('text/event-stream')) return 'stream';
  if (accept.includes('application/json')) return 'json';
  return /(\*|text)\/\*/.test(accept) ? 'stream' : null;
}

function pollOf({ url: { searchParams }, signal }: FakeRequest) {
  const waitSeconds = Number(searchParams.get('waitSeconds') ?? 0);
  const limit = Number(searchParams.get('limit') ?? 100);
  const errors = [
    ...(waitSeconds >= 0 && waitSeconds <= 30
      ? []
      : [{ field: 'waitSeconds', message: 'must be from 0 to 30' }]),
    ...(Number.isInteger(limit) && limit >= 1 && limit <= 1000
      ? []
      : [{ field: 'limit', message: 'must be from 1 to 1000' }]),
  ];
  if (errors.length > 0) throw FakeProblem.ofFields(errors);
  return { waitSeconds, limit, signal };
}

const NO_STORE = { 'cache-control': 'no-store' };

function toResponse({ status, body, headers }: Answer, method: string): Response {
  const isEmpty = body === undefined || method === 'HEAD';
  const all = new Headers({ date: new Date().toUTCString(), ...headers });
  if (body !== undefined) all.set('content-type', 'application/json; charset=utf-8');
  return new Response(isEmpty ? null : JSON.stringify(body), { status, headers: all });
}

/** The document of RFC 9457. */
export function problemResponse(
  { problem }: FakeProblem,
  { url, method }: Pick<FakeRequest, 'url' | 'method'>,
  retryAfterSeconds?: number,
): Response {
  const { status } = problem;
  const wait = retryAfterSeconds ?? (status === 429 || status === 503 ? 1 : undefined);
  const headers = {
    ...NO_STORE,
    'content-type': 'application/problem+json',
    ...(wait !== undefined && { 'retry-after': String(wait) }),
  };
  const body = JSON.stringify({ ...problem, instance: url.pathname });
  return new Response(method === 'HEAD' ? null : body, { status, headers });
}
