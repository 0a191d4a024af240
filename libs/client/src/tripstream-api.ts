import type {
  AnyCloudEvent,
  AvailabilityRequest,
  AvailabilityState,
  CityMap,
  DeclinedOffer,
  LocationReading,
  Quote,
  QuoteRequest,
  RatingRequest,
  Receipt,
  Session,
  SessionRequest,
  ShareLink,
  StreamConnectionsView,
  Trip,
  TripPage,
  TripRequest,
  TripStatus,
} from '#contracts';
import { HttpRequester, type RequesterOptions } from './http/http-requester.js';

/** What a stream carried, as its frame did. */
export interface PastEvent {
  /** The cursor behind it. */
  id: string;
  event: string;
  data: AnyCloudEvent;
}

export interface TripQuery {
  status?: TripStatus;
  limit?: number;
  cursor?: string;
}

/**
 * The commands of the API, typed. Each POST that changes state carries an idempotency
 * key, and is repeated with it after a lost answer, 429, 502–504 or
 * `IDEMPOTENCY_IN_FLIGHT`; every other refusal is thrown as an `ApiProblem`.
 */
export class TripstreamApi {
  private readonly requester: HttpRequester;

  constructor(options: RequesterOptions | HttpRequester) {
    this.requester = options instanceof HttpRequester ? options : new HttpRequester(options);
  }

  /** The same API on behalf of this session's user. */
  withToken(token: string): TripstreamApi {
    return new TripstreamApi(this.requester.withToken(token));
  }

  /** A repeated attempt may leave an unused user behind; sessions belong to nobody yet. */
  createSession(request: SessionRequest): Promise<Session> {
    return this.requester.send({ method: 'POST', path: '/v1/sessions', body: request });
  }

  /** This token ends, and the streams opened with it. */
  logOut(): Promise<void> {
    return this.requester.send({ method: 'DELETE', path: '/v1/sessions/me' });
  }

  city(): Promise<CityMap> {
    return this.get('/v1/city');
  }

  quote(request: QuoteRequest): Promise<Quote> {
    return this.post('/v1/quotes', request);
  }

  requestTrip(request: TripRequest): Promise<Trip> {
    return this.post('/v1/trips', request);
  }

  trip(tripId: string): Promise<Trip> {
    return this.get(tripPath(tripId));
  }

  /** All that its stream ever carried, oldest first. */
  tripEvents(tripId: string): Promise<{ events: PastEvent[] }> {
    return this.get(tripPath(tripId, 'events'));
  }

  trips(query: TripQuery = {}): Promise<TripPage> {
    const given = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) given.set(name, String(value));
    }
    return this.get(`/v1/trips?${given.toString()}`);
  }

  cancelTrip(tripId: string, reason: string): Promise<Trip> {
    return this.post(tripPath(tripId, 'cancel'), { reason });
  }

  rateTrip(tripId: string, rating: RatingRequest): Promise<Trip> {
    return this.post(tripPath(tripId, 'rating'), rating);
  }

  receipt(tripId: string): Promise<Receipt> {
    return this.get(tripPath(tripId, 'receipt'));
  }

  /** A link with which others watch the trip; another one each time. */
  shareTrip(tripId: string): Promise<ShareLink> {
    return this.post(tripPath(tripId, 'share'));
  }

  /** Ends every link to the trip; there may be none. */
  unshareTrip(tripId: string): Promise<void> {
    return this.requester.send({ method: 'DELETE', path: tripPath(tripId, 'share') });
  }

  setAvailability(request: AvailabilityRequest): Promise<AvailabilityState> {
    const path = '/v1/drivers/me/availability';
    return this.requester.send({ method: 'PUT', path, body: request });
  }

  /** Sent once: the next reading replaces a lost one. At most 100 readings. */
  reportLocations(readings: LocationReading | LocationReading[]): Promise<void> {
    const path = '/v1/drivers/me/locations';
    return this.requester.send({ method: 'POST', path, body: readings, once: true });
  }

  /** @throws {ApiProblem} 409 with `OFFER_EXPIRED`, `OFFER_REVOKED`, `OFFER_DECLINED` or `TRIP_ALREADY_ASSIGNED` when the race is lost */
  acceptOffer(offerId: string): Promise<Trip> {
    return this.post(offerPath(offerId, 'accept'));
  }

  declineOffer(offerId: string, reason: string): Promise<DeclinedOffer> {
    return this.post(offerPath(offerId, 'decline'), { reason });
  }

  arrive(tripId: string): Promise<Trip> {
    return this.post(tripPath(tripId, 'arrive'));
  }

  /** @throws {ApiProblem} 422 `PIN_INCORRECT`; five tries */
  start(tripId: string, pin: string): Promise<Trip> {
    return this.post(tripPath(tripId, 'start'), { pin });
  }

  complete(tripId: string): Promise<Trip> {
    return this.post(tripPath(tripId, 'complete'));
  }

  noShow(tripId: string): Promise<Trip> {
    return this.post(tripPath(tripId, 'no-show'));
  }

  /**
   * How far you have really got in your own stream. Sent once: the next one says more. To
   * acknowledge all that comes, use an `Acknowledger`.
   */
  ack(cursor: string): Promise<void> {
    const path = '/v1/streams/acks';
    return this.requester.send({ method: 'POST', path, body: { cursor }, once: true });
  }

  /** The streams open at the process that answers; for ops. */
  connections(): Promise<StreamConnectionsView> {
    return this.get('/v1/ops/connections');
  }

  /** @throws {ApiProblem} 404 when it is open at another process, or gone */
  closeConnection(connectionId: string): Promise<void> {
    const path = `/v1/ops/connections/${encodeURIComponent(connectionId)}`;
    return this.requester.send({ method: 'DELETE', path });
  }

  private get<T>(path: string): Promise<T> {
    return this.requester.send({ method: 'GET', path });
  }

  private post<T>(path: string, body?: unknown): Promise<T> {
    return this.requester.send({ method: 'POST', path, body, idempotent: true });
  }
}

/** Ids are encoded: what a caller passes on must not become another path. */
const tripPath = (tripId: string, action?: string): string =>
  `/v1/trips/${encodeURIComponent(tripId)}${action ? `/${action}` : ''}`;

const offerPath = (offerId: string, action: string): string =>
  `/v1/offers/${encodeURIComponent(offerId)}/${action}`;
