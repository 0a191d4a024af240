import type { ClosingReason, Role, Session, Trip } from '#contracts';
import { FakeCity } from './fake-city.js';
import type { FakeUser } from './fake-trip.js';
import { FakeClock } from './fake-clock.js';
import { FakeFailures, type FailureRule } from './fake-failures.js';
import { FakeHistory } from './fake-history.js';
import { FakeRider, newDriver, type FakeDriver, type FakeDriverOptions } from './fake-people.js';
import { FakeProblem } from './fake-problem.js';
import { FakeServer, problemResponse, type FakeRequest } from './fake-server.js';
import { FakeStreams } from './fake-streams.js';
import { cityStateOf } from './city-state.js';
import { listen, type ListeningFake } from './listen.js';

/** How the fake server behaves. */
export interface FakeTripstreamOptions {
  /**
   * `real` goes with the clock of this machine, and `advance` moves it on. `manual` stands still
   * between two `advance`. Default `real`.
   */
  clock?: 'real' | 'manual';
  /** Seconds between two heartbeats on a stream. Default 5. */
  heartbeatSeconds?: number;
  /** Events that each stream keeps; a client that missed more gets a reset. Default 1,000. */
  historyLimit?: number;
  /** Streams a user may have open; the oldest is closed with `replaced`. Default 5. */
  streamsPerUser?: number;
}

/** A request that the fake got. */
export interface RecordedRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  /** The parsed JSON, or the text that is no JSON; undefined without a body. */
  body: unknown;
  /** The time of the fake, ISO 8601. */
  at: string;
}

const MOST_REQUESTS = 1_000;
let fakes = 0;

/**
 * A Tripstream server in memory, for tests of your app.
 *
 * @example
 * ```ts
 * const fake = createFakeTripstream();
 * fake.failNext({ status: 503, times: 2 });
 * fake.advance(60_000);
 * ```
 */
export class FakeTripstream {
  /** The address for `baseUrl`. Each fake has another one, so that tests share no connection. */
  readonly baseUrl: string;
  /** The requests so far, the oldest first; at most the last 1,000. */
  readonly requests: RecordedRequest[] = [];
  readonly #clock: FakeClock;
  readonly #history: FakeHistory;
  readonly #city: FakeCity;
  readonly #streams: FakeStreams;
  readonly #server: FakeServer;
  readonly #failures = new FakeFailures();
  /** The cookies of `fetch`, one a role, as in a browser. */
  readonly #cookies = new Map<string, string>();
  readonly #listening = new Set<ListeningFake>();
  #latencyMs = 0;
  #isOnline = true;

  constructor(options: FakeTripstreamOptions = {}) {
    const { clock = 'real', heartbeatSeconds = 5, historyLimit = 1_000 } = options;
    fakes += 1;
    this.baseUrl = `http://fake-${fakes}.tripstream.test`;
    this.#clock = new FakeClock(clock === 'manual');
    const history = new FakeHistory(this.#clock, historyLimit);
    const city = new FakeCity(this.#clock, history);
    const streams: FakeStreams = new FakeStreams({
      clock: this.#clock,
      history,
      heartbeatSeconds,
      streamsPerUser: options.streamsPerUser ?? 5,
      cityState: () => cityStateOf(city, this.#clock, streams.connections.size),
    });
    this.#history = history;
    this.#city = city;
    this.#streams = streams;
    this.#server = new FakeServer({ city, streams, history, clock: this.#clock });
    city.onLocation = ({ view }, frame) => {
      streams.sendEphemeral('driver.location', frame, [`rider/${view.riderId}`, `trip/${view.id}`]);
    };
    city.offers.onSearch = ({ view }, search) => {
      streams.sendEphemeral('trip.search', search, [`rider/${view.riderId}`, `trip/${view.id}`]);
    };
    city.onDriverLost = (tripId, driverId) => {
      streams.end((r) => r.stream === `trip/${tripId}` && r.userId === driverId, 'revoked');
    };
    city.onUnshared = (tripId) => {
      streams.end((r) => r.stream === `trip/${tripId}` && r.isShared, 'revoked');
    };
  }

  /** The streams that are open now. */
  get openStreams(): number {
    return this.#streams.connections.size;
  }

  /** The time of the fake. */
  get now(): Date {
    return new Date(this.#clock.now());
  }

  /**
   * Pass it to the app under test as `fetch`. It listens on no port, and keeps session cookies as a
   * browser does.
   */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = input instanceof Request ? new Request(input, init) : undefined;
    const url = new URL(addressOf(input), this.baseUrl);
    const headers = new Headers(request?.headers ?? init?.headers);
    const body = request ? await request.text() : textOf(init?.body);
    const signal = init?.signal ?? request?.signal ?? null;
    const method = (request?.method ?? init?.method ?? 'GET').toUpperCase();
    const hasCookies = (init?.credentials ?? request?.credentials) !== 'omit';
    const cookies = hasCookies ? this.#cookies : new Map<string, string>();
    if (signal?.aborted) throw signal.reason;
    const answer = this.#answer({ method, url, headers, body, signal, cookies });
    const response = await withSignal(answer, signal);
    const cookie = /tripstream_(\w+)=([^;]*)/.exec(response.headers.get('set-cookie') ?? '');
    if (hasCookies && cookie?.[1]) this.#cookies.set(cookie[1], cookie[2] ?? '');
    return response;
  };

  /**
   * Creates a user with a session, as `POST /v1/sessions` does.
   *
   * @param name default `Ada`
   */
  signIn(role: Role, name = 'Ada'): Session {
    const { token, expiresAt, user } = this.#server.openSession(role, name);
    return { token, expiresAt, user: { id: user.id, role, name } };
  }

  /** Another token of a user, for the `getToken` of the app under test. */
  freshToken(userId: string): string {
    return this.#server.renew(this.#userOf(userId));
  }

  addDriver(options: FakeDriverOptions = {}): FakeDriver {
    const { token, user } = this.#server.openSession('driver', options.name ?? 'Grace');
    return newDriver(this.#personOf(user, token), options);
  }

  /** @param name default `Ada` */
  addRider(name = 'Ada'): FakeRider {
    const { token, user } = this.#server.openSession('rider', name);
    return new FakeRider(this.#personOf(user, token));
  }

  /** A trip as its rider sees it. @throws FakeProblem NOT_FOUND */
  trip(tripId: string): Trip {
    return this.#city.tripOf(tripId).view;
  }

  /** Moves the time on: offers expire, searches end, and heartbeats are sent, all in order. */
  advance(ms: number): void {
    this.#clock.advance(ms);
  }

  /**
   * Ends open streams: without a reason the connection breaks as a network does, else the server
   * says `stream.closing`.
   */
  disconnect({ userId, reason }: { userId?: string; reason?: ClosingReason } = {}): void {
    this.#streams.end((read) => userId === undefined || read.userId === userId, reason);
  }

  /** Lets the next requests fail. */
  failNext(rule: FailureRule): void {
    this.#failures.add(rule);
  }

  /** Without a network, requests get no answer and open streams break. */
  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
    if (!isOnline) this.disconnect();
  }

  /** Delays every answer, so that a test sees what the app shows meanwhile. */
  setLatency(ms: number): void {
    this.#latencyMs = ms;
  }

  /** Lets a token expire, or all of them. Their streams end with `token_expired`. */
  expireToken(token?: string): void {
    this.#server.closeSessions('token_expired', (known) => token === undefined || known === token);
  }

  /**
   * Loses the history of events: `restored` begins another one (`foreign_epoch`), `trimmed` forgets
   * the events so far (`history_trimmed`). The trips stay as they are.
   */
  resetHistory(how: 'restored' | 'trimmed' = 'restored'): void {
    this.#history.reset(how);
    if (how === 'restored') this.disconnect({ reason: 'unavailable' });
  }

  /** Listens on a real port, in Node, Deno or Bun: for `EventSource`, a browser or a phone. */
  async listen({ port = 0, host = '127.0.0.1' } = {}): Promise<ListeningFake> {
    const listening = await listen((request) => this.#answer(request), { port, host });
    this.#listening.add(listening);
    return listening;
  }

  /** Ends all streams and timers, and stops listening. */
  async close(): Promise<void> {
    this.disconnect();
    this.#clock.stop();
    await Promise.all([...this.#listening].map((each) => each.close()));
    this.#listening.clear();
  }

  async #answer(request: FakeRequest): Promise<Response> {
    this.#record(request);
    const { method, url } = request;
    if (this.#latencyMs > 0) {
      await new Promise<void>((resolve) => {
        this.#clock.schedule(this.#latencyMs, resolve);
      });
    }
    // The client has given up meanwhile, so a stream would have no reader.
    if (request.signal?.aborted) throw request.signal.reason;
    const failure = this.#failures.take(method, url.pathname);
    if (!this.#isOnline || failure?.status === 'network') throw new TypeError('fetch failed');
    if (!failure) return this.#server.answer(request);
    const problem = FakeProblem.ofStatus(failure.status, failure.code);
    return problemResponse(problem, request, failure.retryAfterSeconds);
  }

  #record({ method, url, headers, body }: FakeRequest): void {
    const query = Object.fromEntries(url.searchParams);
    const known = Object.fromEntries(headers as Iterable<[string, string]>);
    const request = { method, path: url.pathname, query, headers: known, body: parsed(body) };
    this.requests.push({ ...request, at: this.#clock.iso() });
    if (this.requests.length > MOST_REQUESTS) this.requests.shift();
  }

  #personOf(user: FakeUser, token: string) {
    return { city: this.#city, user, token, nowIso: () => this.#clock.iso() };
  }

  #userOf(userId: string): FakeUser {
    const user = this.#city.users.get(userId);
    if (!user) throw new FakeProblem('NOT_FOUND', 'There is no such user.');
    return user;
  }
}

/**
 * Makes a Tripstream server in memory that speaks the whole contract: sessions, quotes, trips,
 * offers, and streams that resume. Your app's tests need neither a server nor a database.
 *
 * @example
 * ```ts
 * const fake = createFakeTripstream();
 * const { token } = fake.signIn('rider');
 * const driver = fake.addDriver();
 *
 * const api = new TripstreamApi({ baseUrl: fake.baseUrl, fetch: fake.fetch, token });
 * await api.requestTrip({ pickup, dropoff });
 * driver.accept();
 * fake.disconnect(); // the app reconnects, and misses nothing
 * ```
 */
export const createFakeTripstream = (options?: FakeTripstreamOptions): FakeTripstream =>
  new FakeTripstream(options);

const addressOf = (input: Parameters<typeof fetch>[0]): string =>
  typeof input === 'string' ? input : 'href' in input ? input.href : input.url;

function textOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  throw new TypeError('The fake takes bodies of text only.');
}

function parsed(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Rejects when the caller gives up, as `fetch` does. */
function withSignal(answer: Promise<Response>, signal: AbortSignal | null): Promise<Response> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      // The caller's own reason, as `fetch` rejects with.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}
