import type {
  AnyCloudEvent,
  AvailabilityRequest,
  AvailabilityState,
  CityFleet,
  CityHistory,
  CityMap,
  DeclinedOffer,
  DeclinedReposition,
  Reposition,
  Earnings,
  LocationReading,
  NearPlace,
  PlaceList,
  Position,
  Quote,
  QuoteRequest,
  RatingRequest,
  Receipt,
  SandboxDriver,
  SandboxDriverChange,
  SandboxDriverRequest,
  SandboxDrivers,
  Session,
  SessionRequest,
  ShareLink,
  SharedTripView,
  StepOverride,
  StreamConnectionsView,
  Trip,
  TripPage,
  TripRequest,
  TripTimeline,
  TripStatus,
} from '#contracts';
import { HttpRequester, type RequesterOptions } from './http/http-requester.js';

/** An event of a trip's history, with the fields of its frame. */
export interface PastEvent {
  /** The cursor after the event. */
  id: string;
  event: string;
  data: AnyCloudEvent;
}

export interface TripQuery {
  status?: TripStatus;
  limit?: number;
  cursor?: string;
}

/** Which open streams are shown: those of the user with this id, and those of this stream. */
export interface ConnectionsQuery {
  user?: string;
  stream?: string;
}

/** A search of places. `limit` is at most 20, and 8 without it. */
export interface PlaceSearchQuery {
  q: string;
  lat?: number;
  lng?: number;
  limit?: number;
}

function toParameters(query: Record<string, string | number | undefined>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.toString();
}

/**
 * The requests of the API, typed. Each POST that changes state has an idempotency key and is sent
 * again with it after a lost answer, 429, 502 to 504 or `IDEMPOTENCY_IN_FLIGHT`. Every other refusal
 * is thrown as an `ApiProblem`.
 *
 * @example
 * ```ts
 * const api = new TripstreamApi({ baseUrl: 'http://localhost:3000', token });
 * const quote = await api.quote({ pickup, dropoff });
 * const trip = await api.requestTrip({ quoteId: quote.id });
 * ```
 */
export class TripstreamApi {
  readonly #requester: HttpRequester;

  constructor(private readonly options: RequesterOptions) {
    this.#requester = new HttpRequester(options);
  }

  /** The same API in the name of the user of this token. */
  withToken(token: string): TripstreamApi {
    return new TripstreamApi({ ...this.options, token, getToken: undefined });
  }

  /** Creates a user and a session. A retry may leave an unused user behind, because no key is sent. */
  createSession(request: SessionRequest): Promise<Session> {
    return this.#requester.send({ method: 'POST', path: '/v1/sessions', body: request });
  }

  /** Revokes the token. The server also closes the streams that were opened with it. */
  logOut(): Promise<void> {
    return this.#requester.send({ method: 'DELETE', path: '/v1/sessions/me' });
  }

  /** The road network for a map. It needs no session. */
  city(): Promise<CityMap> {
    return this.#get('/v1/city');
  }

  /**
   * Searches streets, crossings, landmarks and districts, the best match first. Words may be begun
   * or misspelled. With `lat` and `lng` places near to them come first, and have a distance.
   *
   * @example
   * ```ts
   * const { places } = await api.searchPlaces({ q: '5 ave 42 st' });
   * places[0]?.name; // '5th Ave & W 42nd St'
   * ```
   */
  searchPlaces(query: PlaceSearchQuery): Promise<PlaceList> {
    return this.#get(`/v1/places?${toParameters({ ...query })}`);
  }

  /** What people call a position; `place` is null outside the city. */
  placeNear({ lat, lng }: Position): Promise<NearPlace> {
    return this.#get(`/v1/places/near?${toParameters({ lat, lng })}`);
  }

  /** Sent again after a lost answer without a key: a quote that is never used does no harm. */
  quote(request: QuoteRequest): Promise<Quote> {
    return this.#requester.send({ method: 'POST', path: '/v1/quotes', body: request });
  }

  requestTrip(request: TripRequest): Promise<Trip> {
    return this.#post('/v1/trips', request);
  }

  trip(tripId: string): Promise<Trip> {
    return this.#get(tripPath(tripId));
  }

  /** All durable events of the trip's stream, oldest first. */
  tripEvents(tripId: string): Promise<{ events: PastEvent[] }> {
    return this.#get(tripPath(tripId, 'events'));
  }

  trips(query: TripQuery = {}): Promise<TripPage> {
    return this.#get(`/v1/trips?${toParameters({ ...query })}`);
  }

  cancelTrip(tripId: string, reason: string): Promise<Trip> {
    return this.#post(tripPath(tripId, 'cancel'), { reason });
  }

  rateTrip(tripId: string, rating: RatingRequest): Promise<Trip> {
    return this.#post(tripPath(tripId, 'rating'), rating);
  }

  /**
   * Gives the driver of a completed trip a tip, once.
   *
   * @param amount in the minor unit of the fare's currency, at most twice the fare
   * @throws {ApiProblem} 409 `TIP_ALREADY_GIVEN` after another amount, 422 `TIP_TOO_HIGH`
   */
  tipTrip(tripId: string, amount: number): Promise<Receipt> {
    return this.#post(tripPath(tripId, 'tip'), { amount });
  }

  receipt(tripId: string): Promise<Receipt> {
    return this.#get(tripPath(tripId, 'receipt'));
  }

  /** Creates a link with which others watch the trip. Each call creates a new one. */
  shareTrip(tripId: string): Promise<ShareLink> {
    return this.#post(tripPath(tripId, 'share'));
  }

  /** Revokes all links to the trip. */
  unshareTrip(tripId: string): Promise<void> {
    return this.#requester.send({ method: 'DELETE', path: tripPath(tripId, 'share') });
  }

  /**
   * The trip of a share link, by the link's token alone. It needs no session.
   *
   * @throws {ApiProblem} 410 `SHARE_LINK_REVOKED`, `SHARE_LINK_EXPIRED`; 404 for an unknown token
   */
  sharedTrip(token: string): Promise<SharedTripView> {
    return this.#get(`/v1/shares/${encodeURIComponent(token)}`);
  }

  setAvailability(request: AvailabilityRequest): Promise<AvailabilityState> {
    const path = '/v1/drivers/me/availability';
    return this.#requester.send({ method: 'PUT', path, body: request });
  }

  /** Reports at most 100 locations. It is not retried, because the next report replaces a lost one. */
  reportLocations(readings: LocationReading | LocationReading[]): Promise<void> {
    const path = '/v1/drivers/me/locations';
    return this.#requester.send({ method: 'POST', path, body: readings, once: true });
  }

  /** @throws {ApiProblem} 409 with `OFFER_EXPIRED`, `OFFER_REVOKED`, `OFFER_DECLINED` or `TRIP_ALREADY_ASSIGNED` when the race is lost */
  acceptOffer(offerId: string): Promise<Trip> {
    return this.#post(offerPath(offerId, 'accept'));
  }

  declineOffer(offerId: string, reason: string): Promise<DeclinedOffer> {
    return this.#post(offerPath(offerId, 'decline'), { reason });
  }

  /**
   * Tells the server that the driver goes where riders are expected.
   *
   * @throws {ApiProblem} 409 with `REPOSITION_ENDED` when the suggestion has ended, 404 when another one has replaced it
   * @example
   * ```ts
   * const { expiresAt } = await api.acceptReposition(reposition.id);
   * ```
   */
  acceptReposition(repositionId: string): Promise<Reposition> {
    return this.#post(repositionPath(repositionId, 'accept'));
  }

  /**
   * Stays, or gives up a drive that was accepted: for a while no other suggestion comes.
   *
   * @throws {ApiProblem} as `acceptReposition`
   */
  declineReposition(repositionId: string): Promise<DeclinedReposition> {
    return this.#post(repositionPath(repositionId, 'decline'));
  }

  /**
   * @param position where the driver is; without it a location of the last 15 seconds counts
   * @param override the reason why the step is right all the same; its event records it
   * @throws {ApiProblem} 409 `DRIVER_TOO_FAR` when that is too far from the pickup
   */
  arrive(tripId: string, position?: Position, override?: StepOverride): Promise<Trip> {
    return this.#post(tripPath(tripId, 'arrive'), stepOf(position, override));
  }

  /** @throws {ApiProblem} 422 `PIN_INCORRECT`; the rider's PIN may be tried five times */
  start(tripId: string, pin: string): Promise<Trip> {
    return this.#post(tripPath(tripId, 'start'), { pin });
  }

  /**
   * @param position as for `arrive`
   * @param override as for `arrive`
   * @throws {ApiProblem} 409 `DRIVER_TOO_FAR` when that is too far from the drop-off
   */
  complete(tripId: string, position?: Position, override?: StepOverride): Promise<Trip> {
    return this.#post(tripPath(tripId, 'complete'), stepOf(position, override));
  }

  /**
   * What the signed-in driver has earned, with tips and before any deduction.
   *
   * @param since an ISO 8601 time of the last 31 days; without it, 24 hours ago
   */
  earnings(since?: string): Promise<Earnings> {
    const query = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
    return this.#get(`/v1/drivers/me/earnings${query}`);
  }

  /**
   * @param position where the driver is; without it the last reported location counts
   * @throws {ApiProblem} 409 `NO_SHOW_TOO_EARLY`, `DRIVER_NOT_AT_PICKUP`
   */
  noShow(tripId: string, position?: Position): Promise<Trip> {
    return this.#post(tripPath(tripId, 'no-show'), position && { position });
  }

  /**
   * Acknowledges the messages of the user's own stream up to a cursor. It is not retried, because
   * the next one includes it. To acknowledge all messages, use an `Acknowledger`.
   */
  ack(cursor: string): Promise<void> {
    const path = '/v1/streams/acks';
    return this.#requester.send({ method: 'POST', path, body: { cursor }, once: true });
  }

  /**
   * The open streams of all processes of the shard, or of the process that answers without NATS. The
   * role `ops` is required.
   *
   * @param query Default: the streams of all users
   */
  connections(query: ConnectionsQuery = {}): Promise<StreamConnectionsView> {
    return this.#get(`/v1/ops/connections?${toParameters({ ...query })}`);
  }

  /**
   * The last hours of the city: trips by time, and requests by place. The role `ops` is required.
   *
   * @param minutes 10 to 1,440. Default: 180.
   */
  cityHistory(minutes = 180): Promise<CityHistory> {
    return this.#get(`/v1/ops/history?minutes=${minutes}`);
  }

  /**
   * When each event of a trip was appended, seen, written to streams and acknowledged, as far as the
   * processes keep it. The role `ops` is required.
   *
   * @throws {ApiProblem} 404 when no event of the trip is stored
   */
  tripTimeline(tripId: string): Promise<TripTimeline> {
    return this.#get(`/v1/ops/trips/${encodeURIComponent(tripId)}/timeline`);
  }

  /**
   * The drivers on duty or on a trip, 5,000 at most, where `city.state` lists 1,000. An answer is half
   * a second old at most, so more than two requests a second get no newer one. The role `ops` is
   * required.
   */
  cityFleet(): Promise<CityFleet> {
    return this.#get('/v1/ops/fleet');
  }

  /**
   * Closes a stream of any process of the shard; its client comes back.
   *
   * @throws {ApiProblem} NOT_FOUND when it is closed already; NOT_READY when a process that may have
   *   it has not answered
   */
  closeConnection(connectionId: string): Promise<void> {
    const path = `/v1/ops/connections/${encodeURIComponent(connectionId)}`;
    return this.#requester.send({ method: 'DELETE', path });
  }

  /**
   * Ends a trip in any status, without a fee. The role `ops` is required, as for the commands below;
   * the events name the operator and the reason.
   *
   * @param version that of the trip which the operator saw. Default: any version.
   * @throws {ApiProblem} TRIP_CHANGED when the trip has another version now; it stays as it is
   */
  cancelTripAsOperator(tripId: string, reason: string, version?: number): Promise<Trip> {
    return this.#post(opsPath('trips', tripId, 'cancel'), { reason, version });
  }

  /** Completes a ride under way. The receipt has the fare, as always. */
  completeTripAsOperator(tripId: string, reason: string, version?: number): Promise<Trip> {
    return this.#post(opsPath('trips', tripId, 'complete'), { reason, version });
  }

  /** Takes a trip that has not started from its driver. It then looks for another one. */
  redispatchTrip(tripId: string, reason: string, version?: number): Promise<Trip> {
    return this.#post(opsPath('trips', tripId, 'redispatch'), { reason, version });
  }

  /** Takes a driver off duty. A trip of theirs goes on. */
  takeDriverOffline(driverId: string, reason: string): Promise<AvailabilityState> {
    return this.#post(opsPath('drivers', driverId, 'offline'), { reason });
  }

  /**
   * Makes a scripted driver for a test, who is on duty when the promise resolves. Only servers with
   * `AUTH_MODE=demo` have a sandbox; it needs no session.
   *
   * @throws {ApiProblem} 404 `NOT_FOUND` when the server has no sandbox, 409 `SANDBOX_FULL`
   * @example
   * ```ts
   * const driver = await api.createSandboxDriver({ position: pickup, offers: ['decline', 'accept'] });
   * ```
   */
  createSandboxDriver(request: SandboxDriverRequest = {}): Promise<SandboxDriver> {
    return this.#post(sandboxPath(), request);
  }

  /** The scripted drivers that this address has made. */
  sandboxDrivers(): Promise<SandboxDrivers> {
    return this.#get(sandboxPath());
  }

  /** A scripted driver with its log. */
  sandboxDriver(driverId: string): Promise<SandboxDriver> {
    return this.#get(sandboxPath(driverId));
  }

  /** Replaces parts of a driver's script, or makes the driver silent or heard again. */
  changeSandboxDriver(driverId: string, change: SandboxDriverChange): Promise<SandboxDriver> {
    return this.#requester.send({ method: 'PATCH', path: sandboxPath(driverId), body: change });
  }

  /** Says the PIN of the trip to a driver whose script has `pin: 'ask'`. */
  sayPinToSandboxDriver(driverId: string, pin: string): Promise<SandboxDriver> {
    const path = `${sandboxPath(driverId)}/pin`;
    return this.#requester.send({ method: 'PUT', path, body: { pin } });
  }

  /** Removes a driver. A trip of theirs is given back, or completed during the ride. */
  removeSandboxDriver(driverId: string): Promise<void> {
    return this.#requester.send({ method: 'DELETE', path: sandboxPath(driverId) });
  }

  #get<T>(path: string): Promise<T> {
    return this.#requester.send({ method: 'GET', path });
  }

  #post<T>(path: string, body?: unknown): Promise<T> {
    return this.#requester.send({ method: 'POST', path, body, idempotent: true });
  }
}

/** Ids are encoded, so that an id from outside can't lead to another path. */
/** The body of a step; undefined when it would be empty. */
const stepOf = (position?: Position, override?: StepOverride): object | undefined =>
  position || override ? { position, override } : undefined;

const tripPath = (tripId: string, action?: string): string =>
  `/v1/trips/${encodeURIComponent(tripId)}${action ? `/${action}` : ''}`;

const opsPath = (kind: 'trips' | 'drivers', id: string, action: string): string =>
  `/v1/ops/${kind}/${encodeURIComponent(id)}/${action}`;

const repositionPath = (repositionId: string, action: string): string =>
  `/v1/drivers/me/reposition/${encodeURIComponent(repositionId)}/${action}`;
const offerPath = (offerId: string, action: string): string =>
  `/v1/offers/${encodeURIComponent(offerId)}/${action}`;

const sandboxPath = (driverId?: string): string =>
  `/v1/sandbox/drivers${driverId === undefined ? '' : `/${encodeURIComponent(driverId)}`}`;
