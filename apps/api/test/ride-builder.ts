import { randomUUID } from 'node:crypto';
import type { Offer, Position, Role, Trip, TripStatus } from '#contracts';
import { Settings } from '#platform';
import { createTestDatabase, openSse, type SseProbe, type SseProbeOptions } from '#testing';
import { startServer } from '../src/server.js';

/** Two corners of the built-in city, about 500 m apart; a driver goes online at the first. */
export const pickup: Position = { lat: 40.7549, lng: -73.984 };
export const dropoff: Position = { lat: 40.7585, lng: -73.981 };

export interface TestServer {
  url: string;
  databaseUrl: string;
  /** Ends the server and keeps the database, for another one to be started on it. */
  stop(): Promise<void>;
  /** Ends the server, if it runs, and drops the database. */
  drop(): Promise<void>;
}

/**
 * A whole server in this process, on a database of its own.
 *
 * @param overrides environment variables; with `DATABASE_URL` the server gets that one,
 *   and dropping it stays with the caller
 */
export async function startTestServer(overrides: Record<string, string> = {}): Promise<TestServer> {
  const database = overrides['DATABASE_URL'] ? undefined : await createTestDatabase();
  const settings = Settings.from({
    DATABASE_URL: database?.url,
    AUTH_MODE: 'demo',
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    RATE_LIMIT_PER_SECOND: '100000',
    HEARTBEAT_SECONDS: '0.5',
    STREAMS_PER_USER: '100',
    MATCHING_WINDOW_MS: '20',
    // Drivers of most tests send no acknowledgements.
    OFFER_ACK_SECONDS: '0',
    ...overrides,
  });
  const server = await startServer(settings);
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= server.stop());
  return {
    url: server.url,
    databaseUrl: settings.database.url ?? '',
    stop,
    drop: async () => {
      await stop();
      await database?.drop();
    },
  };
}

export interface Answer<T> {
  status: number;
  /** Parsed when it is JSON; else the text, or undefined when there is none. */
  body: T;
  headers: Headers;
}

/** Any, as JSON.parse has it: an expectation says what it must be. */
type Json = ReturnType<typeof JSON.parse>;

type Call = <T = Json>(
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer<T>>;

export type Api = Record<'get' | 'post' | 'put' | 'delete', Call>;

/** Plain requests with a Bearer token. A string is sent as it is, any other value as JSON. */
export function api(server: Pick<TestServer, 'url'>, token?: string): Api {
  const call =
    (method: string): Call =>
    async (path, body, headers = {}) => {
      const answer = await fetch(server.url + path, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      const text = await answer.text();
      const parsed: Json = isJson ? JSON.parse(text) : text || undefined;
      return { status: answer.status, body: parsed, headers: answer.headers };
    };
  return { get: call('GET'), post: call('POST'), put: call('PUT'), delete: call('DELETE') };
}

export interface Person extends Api {
  id: string;
  role: Role;
  token: string;
  /** Opens a stream of theirs (default: their own one), headers and query as given. */
  stream(path?: string, options?: SseProbeOptions): Promise<SseProbe>;
}

/** A new rider, driver or ops with a session. */
export async function signUp(
  server: Pick<TestServer, 'url'>,
  role: Role,
  name = `A ${role}`,
): Promise<Person> {
  const { status, body } = await api(server).post('/v1/sessions', { role, name });
  if (status !== 201) throw new Error(`No session: ${status} ${JSON.stringify(body)}`);
  const { token, user } = body as { token: string; user: { id: string } };
  return {
    ...api(server, token),
    id: user.id,
    role,
    token,
    stream: (path = `/v1/${role}s/me/stream`, { headers, ...options } = {}) =>
      openSse(server.url + path, {
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...options,
      }),
  };
}

/** Puts a driver on duty, at the pickup by default. */
export async function goOnline(driver: Person, position = pickup): Promise<void> {
  await expectOk(driver.put('/v1/drivers/me/availability', { status: 'online', position }));
}

export const requestTrip = (rider: Person): Promise<Trip> =>
  expectOk<Trip>(rider.post('/v1/trips', { pickup, dropoff }));

/** The next offer on a driver's stream, in the snapshot or as an event. */
export async function nextOffer(probe: SseProbe): Promise<Offer> {
  for (;;) {
    const frame = await probe.next(
      ({ event }) => event === 'offer.created' || event === 'stream.snapshot',
    );
    const data = JSON.parse(frame.data ?? '') as { offer?: Offer | null; data?: { offer: Offer } };
    const offer = data.offer ?? data.data?.offer;
    if (offer) return offer;
  }
}

export interface Ride {
  rider: Person;
  /** Online, and offered or assigned the trip once it has got that far. */
  driver: Person;
  /** As the rider sees it, so with its PIN. */
  trip: Trip;
}

/** A rider, a driver and a trip of theirs, in `status`. Other drivers must be offline. */
export async function rideTo(
  server: Pick<TestServer, 'url'>,
  status: Exclude<TripStatus, 'no_drivers_available'> = 'driver_assigned',
): Promise<Ride> {
  const [rider, driver] = await Promise.all([signUp(server, 'rider'), signUp(server, 'driver')]);
  const { id, pin } = await requestTrip(rider);
  const done = async () => ({ rider, driver, trip: await tripOf(rider, id) });
  if (status === 'cancelled') await expectOk(rider.post(`/v1/trips/${id}/cancel`, because));
  if (status === 'matching' || status === 'cancelled') return done();
  await assign(driver);
  const steps = [
    ['driver_arrived', 'arrive', undefined],
    ['in_progress', 'start', { pin }],
    ['completed', 'complete', undefined],
  ] as const;
  const wanted = steps.findIndex(([reached]) => reached === status) + 1;
  for (const [, command, body] of steps.slice(0, wanted)) {
    await expectOk(driver.post(`/v1/trips/${id}/${command}`, body));
  }
  return done();
}

const because = { reason: 'Plans changed' };

async function assign(driver: Person): Promise<void> {
  const stream = await driver.stream();
  await goOnline(driver);
  const offer = await nextOffer(stream);
  await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
  await stream.close();
}

export const tripOf = (who: Person, id: string): Promise<Trip> =>
  expectOk<Trip>(who.get(`/v1/trips/${id}`));

/** A key that was not used before. */
export const newKey = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

/** The body of a 2xx answer. @throws with the problem document of any other */
export async function expectOk<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { status, body } = await answer;
  if (status >= 200 && status < 300) return body;
  throw new Error(`Refused: ${status} ${JSON.stringify(body)}`);
}
