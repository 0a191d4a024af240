import { terminalStatuses, type AnyCloudEvent, type Trip, type TripStatus } from '#contracts';
import { ApiProblem, abortableDelay, type TripstreamApi } from '#client';
import type { SeededRandom } from '#simulation';
import { Listener } from './listener.js';
import type { PersonRecord } from './load-book.js';
import { DROPOFF, PICKUP, pauseBetween, type LoadWorld } from './world.js';

/** Milliseconds. */
const BETWEEN_TRIPS = [20, 300] as const;
const CHANGES_MIND_AFTER = [0, 400] as const;
/** Longer than an offer lasts, so that an unanswered one has moved on before. */
const PATIENCE_MS = 12_000;
const CHANGES_MIND = 0.12;
const WATCHES_TRIP = 0.3;

/** A rider who takes one trip after the other. */
export class Rider {
  readonly listeners: Listener[] = [];
  private readonly random: SeededRandom;
  private readonly statuses = new Map<string, TripStatus>();
  private onChange: () => void = () => undefined;

  private constructor(
    private readonly world: LoadWorld,
    private readonly name: string,
    private readonly session: { id: string; token: string },
    private readonly record: PersonRecord,
  ) {
    this.random = world.random.for(name);
  }

  /** @param screens streams of the rider's own open at once */
  static async signUp(world: LoadWorld, name: string, screens = 1): Promise<Rider> {
    const { token, user } = await world.api.createSession({ role: 'rider', name });
    const record = world.book.addPerson(user.id, 'rider');
    const rider = new Rider(world, name, { id: user.id, token }, record);
    for (let screen = 0; screen < screens; screen += 1) rider.listen(screen);
    await Promise.all(rider.listeners.map(({ ready }) => ready));
    return rider;
  }

  async live(): Promise<void> {
    const { world, random } = this;
    const api = world.api.withToken(this.session.token);
    while (!world.closing.aborted) {
      await this.ride(api).catch((error: unknown) => {
        if (!world.stop.aborted) world.book.problem('rider', error);
      });
      await pauseBetween(random, BETWEEN_TRIPS, world.closing);
    }
  }

  private async ride(api: TripstreamApi): Promise<void> {
    const { random, world, record } = this;
    const quote = await api.quote({ pickup: PICKUP, dropoff: DROPOFF });
    record.quotes.push(quote.id);
    const trip = await api.requestTrip({ quoteId: quote.id });
    record.trips.push(trip.id);
    // The answer may have taken long enough for a whole ride.
    void this.lookUp();
    if (trip.pin !== undefined) world.pins.set(trip.id, trip.pin);
    if (random.chance(WATCHES_TRIP)) this.watch(trip);
    if (random.chance(CHANGES_MIND)) {
      await pauseBetween(random, CHANGES_MIND_AFTER, world.stop);
      await this.cancel(api, trip.id);
    }
    const given = new AbortController();
    void abortableDelay(PATIENCE_MS, given.signal).then(() =>
      this.giveUp(api, trip.id, given.signal),
    );
    await this.ended(trip.id);
    given.abort();
    world.pins.delete(trip.id);
  }

  /** Every so often as long as nobody has come: a driver may give the trip back any time. */
  private async giveUp(api: TripstreamApi, tripId: string, over: AbortSignal): Promise<void> {
    while (!over.aborted && !this.world.stop.aborted) {
      if (this.statuses.get(tripId) === 'matching') await this.cancel(api, tripId);
      await abortableDelay(1_000, over);
    }
  }

  /** Too late is no problem: then the ride takes place. */
  private async cancel(api: TripstreamApi, tripId: string): Promise<void> {
    await api.cancelTrip(tripId, 'Plans changed').catch((error: unknown) => {
      const tooLate = error instanceof ApiProblem && error.status === 409;
      if (!tooLate && !this.world.stop.aborted) this.world.book.problem('cancel', error);
    });
  }

  private async ended(tripId: string): Promise<void> {
    const { stop } = this.world;
    const over = (): boolean =>
      stop.aborted || terminalStatuses.includes(this.statuses.get(tripId) ?? 'matching');
    while (!over()) {
      await new Promise<void>((resolve) => {
        this.onChange = resolve;
        stop.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  private listen(screen: number): void {
    const { id, token } = this.session;
    const { baseUrl, book } = this.world;
    this.listeners.push(
      new Listener({
        ...{ baseUrl, book, token, client: `${this.name} screen ${screen}` },
        path: '/v1/riders/me/stream',
        stream: `rider/${id}`,
        foreign: (event) => this.foreign(event),
        onEvent: (event) => {
          if ('trip' in event.data) this.see(event.data.trip);
        },
        onSnapshot: (snapshot) => {
          const { trip } = snapshot as { trip: Trip | null };
          if (trip) this.see(trip);
          else void this.lookUp();
        },
      }),
    );
  }

  /** Nothing heard yet is cursor 0, and who comes back with it starts afresh: a trip may be over. */
  private async lookUp(): Promise<void> {
    const { world, session, record } = this;
    const tripId = record.trips.at(-1);
    if (tripId === undefined) return;
    try {
      this.see(await world.api.withToken(session.token).trip(tripId));
    } catch (error) {
      if (!world.stop.aborted) world.book.problem('rider', error);
    }
  }

  private watch({ id }: Trip): void {
    const { baseUrl, book } = this.world;
    const client = `${this.name} at trip ${id}`;
    const path = `/v1/trips/${id}/stream`;
    const { token } = this.session;
    const foreign = (event: AnyCloudEvent): string | undefined => this.foreign(event);
    this.listeners.push(
      new Listener({ ...{ baseUrl, book, token, client, path, foreign }, stream: `trip/${id}` }),
    );
  }

  private foreign({ data }: AnyCloudEvent): string | undefined {
    if (!('trip' in data)) return 'is no event for a rider';
    return data.trip.riderId === this.session.id ? undefined : `of rider ${data.trip.riderId}`;
  }

  private see({ id, status }: Pick<Trip, 'id' | 'status'>): void {
    // Two screens: the slower one must not bring back what is over.
    if (terminalStatuses.includes(this.statuses.get(id) ?? 'matching')) return;
    this.statuses.set(id, status);
    this.onChange();
  }
}
