import type { AnyCloudEvent, Offer, Trip } from '#contracts';
import { ApiProblem, abortableDelay, type TripstreamApi } from '#client';
import type { SeededRandom } from '#simulation';
import { Subscriber } from './subscriber.js';
import { DROPOFF, PICKUP, pauseBetween, type WorkloadContext } from './workload-context.js';

/** Milliseconds. */
const THINKING = [0, 120] as const;
const DRIVING = [20, 200] as const;
const REPORTS_EVERY_MS = 1_000;
const DECLINE_RATE = 0.1;
const IGNORE_RATE = 0.02;
const GIVE_BACK_RATE = 0.06;
const PIN_POLL_MS = 50;

/** A driver who learns of offers from the stream alone, and answers each one. */
export class WorkloadDriver {
  readonly subscribers: Subscriber[] = [];
  private readonly random: SeededRandom;
  private readonly known = new Set<string>();
  private readonly api: TripstreamApi;
  /** Resolves when all offers so far are answered and their rides are over. */
  private queue: Promise<void> = Promise.resolve();
  private reports: NodeJS.Timeout | undefined;

  private constructor(
    private readonly context: WorkloadContext,
    private readonly name: string,
    private readonly session: { id: string; token: string },
  ) {
    this.random = context.random.derive(name);
    this.api = context.api.withToken(session.token);
  }

  static async signUp(context: WorkloadContext, name: string): Promise<WorkloadDriver> {
    const { token, user } = await context.api.createSession({ role: 'driver', name });
    context.journal.addUser(user.id, 'driver');
    const driver = new WorkloadDriver(context, name, { id: user.id, token });
    driver.subscribe();
    await Promise.all(driver.subscribers.map(({ ready }) => ready));
    await driver.api.setAvailability({ status: 'online', position: PICKUP });
    driver.startReports();
    return driver;
  }

  /** Finishes the ride under way and goes offline. */
  async finish(): Promise<void> {
    await this.queue;
    this.stopReports();
    await this.api.setAvailability({ status: 'offline' });
    await this.queue;
  }

  stopReports(): void {
    clearInterval(this.reports);
  }

  /** Reports repeatedly, because a crash of Postgres empties the unlogged table of positions. */
  private startReports(): void {
    this.reports = setInterval(() => {
      this.api.reportLocations(PICKUP).catch(() => undefined);
    }, REPORTS_EVERY_MS);
  }

  private subscribe(): void {
    const { id, token } = this.session;
    const { streamUrl, journal } = this.context;
    this.subscribers.push(
      new Subscriber({
        baseUrl: streamUrl,
        journal,
        token,
        client: this.name,
        path: '/v1/drivers/me/stream',
        stream: `driver/${id}`,
        findForeignData: (event) => this.findForeignData(event),
        onEvent: (event) => {
          if (event.type === 'offer.created') this.onOffer(event.data.offer);
        },
        onSnapshot: (snapshot) => {
          const { offer } = snapshot as { offer: Offer | null };
          if (offer) this.onOffer(offer);
        },
      }),
    );
  }

  private onOffer(offer: Offer): void {
    if (this.known.has(offer.id)) return;
    this.known.add(offer.id);
    // A driver serves one offer at a time: a later one waits for the ride under way.
    this.queue = this.queue
      .then(() => this.answer(offer))
      .catch((error: unknown) => {
        if (!this.context.stop.aborted) this.context.journal.noteProblem('driver', error);
      });
  }

  private async answer(offer: Offer): Promise<void> {
    const { random, context, api } = this;
    const choice = random.next();
    await pauseBetween(random, THINKING, context.stop);
    if (choice < IGNORE_RATE) return;
    if (choice < IGNORE_RATE + DECLINE_RATE) {
      await ignoreLostRace(api.declineOffer(offer.id, 'Too far'));
      return;
    }
    const trip = await ignoreLostRace(api.acceptOffer(offer.id));
    if (trip) await ignoreLostRace(this.drive(trip));
  }

  private async drive({ id }: Trip): Promise<void> {
    const { random, context, api } = this;
    const givesBack = random.chance(GIVE_BACK_RATE);
    await pauseBetween(random, DRIVING, context.stop);
    if (givesBack) {
      await api.cancelTrip(id, 'Flat tyre');
      return;
    }
    // A crash of Postgres empties the table of positions.
    await api.arrive(id, PICKUP);
    if (!(await this.start(id))) return;
    await pauseBetween(random, DRIVING, context.stop);
    await api.complete(id, DROPOFF);
  }

  /**
   * Starts the trip. A rider whose stream is behind still shows the PIN for the driver before.
   * @returns false when the trip left `driver_arrived` meanwhile
   */
  private async start(tripId: string): Promise<boolean> {
    let refused: string | undefined;
    for (;;) {
      const pin = await this.awaitPin(tripId, refused);
      if (pin === undefined) return false;
      try {
        await this.api.start(tripId, pin);
        return true;
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'PIN_INCORRECT') throw error;
        refused = pin;
      }
    }
  }

  /**
   * Waits for the PIN: the rider may still wait for the answer to the request.
   * @param refused a PIN that the server has refused
   * @returns undefined when the trip left `driver_arrived` meanwhile
   */
  private async awaitPin(tripId: string, refused?: string): Promise<string | undefined> {
    const { pins, stop } = this.context;
    while (!stop.aborted) {
      const pin = pins.get(tripId);
      if (pin !== undefined && pin !== refused) return pin;
      const { status } = await this.api.trip(tripId);
      if (status !== 'driver_arrived') return undefined;
      await abortableDelay(PIN_POLL_MS, stop);
    }
    return undefined;
  }

  private findForeignData({ type, data }: AnyCloudEvent): string | undefined {
    if (!('trip' in data) || type === 'trip.redispatching') return undefined;
    const driver = data.trip.driver?.id;
    return driver === this.session.id ? undefined : `of driver ${driver ?? 'none'}`;
  }
}

/** @returns undefined when the rider's cancel, the clock or another driver was first */
async function ignoreLostRace<T>(step: Promise<T>): Promise<T | undefined> {
  try {
    return await step;
  } catch (error) {
    if (error instanceof ApiProblem && [404, 409].includes(error.status)) return undefined;
    throw error;
  }
}
