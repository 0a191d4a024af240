import { terminalStatuses, type AnyCloudEvent, type Trip, type TripStatus } from '#contracts';
import { ApiProblem, abortableDelay, type TripstreamApi } from '#client';
import type { SeededRandom } from '#simulation';
import { Subscriber } from './subscriber.js';
import { DROPOFF, PICKUP, pauseBetween, type WorkloadContext } from './workload-context.js';
import type { UserRecord } from './workload-journal.js';

/** Milliseconds. */
const BETWEEN_TRIPS = [20, 300] as const;
const CANCELS_AFTER = [0, 400] as const;
/** Longer than an offer lasts, so that an unanswered offer moves on before the rider cancels. */
const PATIENCE_MS = 12_000;
const CANCEL_RATE = 0.12;
const WATCH_TRIP_RATE = 0.3;

/** A rider who requests one trip after the other. */
export class WorkloadRider {
  readonly subscribers: Subscriber[] = [];
  private readonly random: SeededRandom;
  private readonly api: TripstreamApi;
  private readonly statuses = new Map<string, TripStatus>();
  private onChange: () => void = () => undefined;

  private constructor(
    private readonly context: WorkloadContext,
    private readonly name: string,
    private readonly session: { id: string; token: string },
    private readonly record: UserRecord,
  ) {
    this.random = context.random.derive(name);
    this.api = context.api.withToken(session.token);
  }

  /** @param screens the number of streams on which this rider reads the same events */
  static async signUp(context: WorkloadContext, name: string, screens = 1): Promise<WorkloadRider> {
    const { token, user } = await context.api.createSession({ role: 'rider', name });
    const record = context.journal.addUser(user.id, 'rider');
    const rider = new WorkloadRider(context, name, { id: user.id, token }, record);
    for (let screen = 0; screen < screens; screen += 1) rider.subscribe(screen);
    await Promise.all(rider.subscribers.map(({ ready }) => ready));
    return rider;
  }

  /** Rides until the workload is closing. */
  async run(): Promise<void> {
    const { context, random } = this;
    while (!context.closing.aborted) {
      await this.ride().catch((error: unknown) => {
        if (!context.stop.aborted) context.journal.noteProblem('rider', error);
      });
      await pauseBetween(random, BETWEEN_TRIPS, context.closing);
    }
  }

  private async ride(): Promise<void> {
    const { random, context, record, api } = this;
    const quote = await api.quote({ pickup: PICKUP, dropoff: DROPOFF });
    record.quotes.push(quote.id);
    const trip = await api.requestTrip({ quoteId: quote.id });
    record.trips.push(trip.id);
    // A retried request may be answered after the whole ride is over.
    void this.refreshTrip();
    this.showPin(trip);
    if (random.chance(WATCH_TRIP_RATE)) this.watchTrip(trip);
    if (random.chance(CANCEL_RATE)) {
      await pauseBetween(random, CANCELS_AFTER, context.stop);
      await this.cancel(trip.id);
    }
    const ended = new AbortController();
    void abortableDelay(PATIENCE_MS, ended.signal).then(() =>
      this.cancelWhileUnmatched(trip.id, ended.signal),
    );
    await this.awaitEnd(trip.id);
    ended.abort();
    context.pins.delete(trip.id);
  }

  /** Cancels whenever the trip has no driver: a driver may give it back at any time. */
  private async cancelWhileUnmatched(tripId: string, ended: AbortSignal): Promise<void> {
    while (!ended.aborted && !this.context.stop.aborted) {
      if (this.statuses.get(tripId) === 'matching') await this.cancel(tripId);
      await abortableDelay(1_000, ended);
    }
  }

  /** A refusal with 409 is no problem: then the ride takes place. */
  private async cancel(tripId: string): Promise<void> {
    const { journal, stop } = this.context;
    await this.api.cancelTrip(tripId, 'Plans changed').catch((error: unknown) => {
      const isTooLate = error instanceof ApiProblem && error.status === 409;
      if (!isTooLate && !stop.aborted) journal.noteProblem('cancel', error);
    });
  }

  private async awaitEnd(tripId: string): Promise<void> {
    const { stop } = this.context;
    const isOver = (): boolean =>
      stop.aborted || terminalStatuses.includes(this.statuses.get(tripId) ?? 'matching');
    while (!isOver()) {
      await new Promise<void>((resolve) => {
        this.onChange = resolve;
        stop.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  private subscribe(screen: number): void {
    const { id, token } = this.session;
    const { streamUrl, journal } = this.context;
    this.subscribers.push(
      new Subscriber({
        baseUrl: streamUrl,
        journal,
        token,
        client: `${this.name} screen ${screen}`,
        path: '/v1/riders/me/stream',
        stream: `rider/${id}`,
        findForeignData: (event) => this.findForeignData(event),
        onEvent: (event) => {
          if ('trip' in event.data) this.onStatus(event.data.trip);
          // The trip has a new PIN, which no event carries.
          if (event.type === 'trip.redispatching') void this.refreshTrip();
        },
        onSnapshot: (snapshot) => {
          const { trip } = snapshot as { trip: Trip | null };
          if (trip) this.onStatus(trip);
          if (trip) this.showPin(trip);
          else void this.refreshTrip();
        },
      }),
    );
  }

  /**
   * Asks the API for the latest trip. A client that reconnects before its first event has
   * cursor 0 and starts afresh, so it may miss the end of its trip.
   */
  private async refreshTrip(): Promise<void> {
    const { context, record } = this;
    const tripId = record.trips.at(-1);
    if (tripId === undefined) return;
    try {
      const trip = await this.api.trip(tripId);
      this.onStatus(trip);
      this.showPin(trip);
    } catch (error) {
      if (!context.stop.aborted) context.journal.noteProblem('rider', error);
    }
  }

  private showPin({ id, pin, status }: Trip): void {
    if (pin !== undefined && !terminalStatuses.includes(status)) this.context.pins.set(id, pin);
  }

  private watchTrip({ id }: Trip): void {
    const { streamUrl, journal } = this.context;
    this.subscribers.push(
      new Subscriber({
        baseUrl: streamUrl,
        journal,
        token: this.session.token,
        client: `${this.name} at trip ${id}`,
        path: `/v1/trips/${id}/stream`,
        stream: `trip/${id}`,
        findForeignData: (event) => this.findForeignData(event),
      }),
    );
  }

  private findForeignData({ data }: AnyCloudEvent): string | undefined {
    if (!('trip' in data)) return 'is no event for a rider';
    return data.trip.riderId === this.session.id ? undefined : `of rider ${data.trip.riderId}`;
  }

  private onStatus({ id, status }: Pick<Trip, 'id' | 'status'>): void {
    // With two screens, the slower stream must not overwrite a terminal status.
    if (terminalStatuses.includes(this.statuses.get(id) ?? 'matching')) return;
    this.statuses.set(id, status);
    this.onChange();
  }
}
