import type { AnyCloudEvent, Offer, Trip } from '#contracts';
import { ApiProblem, abortableDelay, type TripstreamApi } from '#client';
import type { SeededRandom } from '#simulation';
import { Listener } from './listener.js';
import { PICKUP, pauseBetween, type LoadWorld } from './world.js';

/** Milliseconds. */
const THINKING = [0, 120] as const;
const DRIVING = [20, 200] as const;
const REPORTS_EVERY_MS = 1_000;
const DECLINES = 0.1;
const IGNORES = 0.02;
const GIVES_BACK = 0.06;
const PIN_LOOK_MS = 50;

/** A driver who takes what is offered, by what the stream says and nothing else. */
export class Driver {
  readonly listeners: Listener[] = [];
  private readonly random: SeededRandom;
  private readonly known = new Set<string>();
  private readonly api: TripstreamApi;
  private busy: Promise<void> = Promise.resolve();
  private reports: NodeJS.Timeout | undefined;

  private constructor(
    private readonly world: LoadWorld,
    private readonly name: string,
    private readonly session: { id: string; token: string },
  ) {
    this.random = world.random.for(name);
    this.api = world.api.withToken(session.token);
  }

  static async signUp(world: LoadWorld, name: string): Promise<Driver> {
    const { token, user } = await world.api.createSession({ role: 'driver', name });
    world.book.addPerson(user.id, 'driver');
    const driver = new Driver(world, name, { id: user.id, token });
    driver.listen();
    await Promise.all(driver.listeners.map(({ ready }) => ready));
    await driver.api.setAvailability({ status: 'online', position: PICKUP });
    driver.report();
    return driver;
  }

  /** Finishes what is under way and goes off duty. */
  async goHome(): Promise<void> {
    await this.busy;
    clearInterval(this.reports);
    await this.api.setAvailability({ status: 'offline' });
    await this.busy;
  }

  leave(): void {
    clearInterval(this.reports);
  }

  /** A crash of Postgres empties the table of positions: they keep coming. */
  private report(): void {
    this.reports = setInterval(() => {
      this.api.reportLocations(PICKUP).catch(() => undefined);
    }, REPORTS_EVERY_MS);
  }

  private listen(): void {
    const { id, token } = this.session;
    const { baseUrl, book } = this.world;
    this.listeners.push(
      new Listener({
        ...{ baseUrl, book, token, client: this.name },
        path: '/v1/drivers/me/stream',
        stream: `driver/${id}`,
        foreign: (event) => this.foreign(event),
        onEvent: (event) => {
          if (event.type === 'offer.created') this.take(event.data.offer);
        },
        onSnapshot: (snapshot) => {
          const { offer } = snapshot as { offer: Offer | null };
          if (offer) this.take(offer);
        },
      }),
    );
  }

  private take(offer: Offer): void {
    if (this.known.has(offer.id)) return;
    this.known.add(offer.id);
    // One after the other, as one has two hands.
    this.busy = this.busy
      .then(() => this.answer(offer))
      .catch((error: unknown) => {
        if (!this.world.stop.aborted) this.world.book.problem('driver', error);
      });
  }

  private async answer(offer: Offer): Promise<void> {
    const { random, world, api } = this;
    const mood = random.next();
    await pauseBetween(random, THINKING, world.stop);
    if (mood < IGNORES) return;
    if (mood < IGNORES + DECLINES) {
      await unlessOvertaken(api.declineOffer(offer.id, 'Too far'));
      return;
    }
    const trip = await unlessOvertaken(api.acceptOffer(offer.id));
    if (trip) await unlessOvertaken(this.drive(trip));
  }

  private async drive({ id }: Trip): Promise<void> {
    const { random, world, api } = this;
    const givesBack = random.chance(GIVES_BACK);
    await pauseBetween(random, DRIVING, world.stop);
    if (givesBack) {
      await api.cancelTrip(id, 'Flat tyre');
      return;
    }
    await api.arrive(id);
    const pin = await this.pinOf(id);
    if (pin === undefined) return;
    await api.start(id, pin);
    await pauseBetween(random, DRIVING, world.stop);
    await api.complete(id);
  }

  /** The rider may still wait for the answer to the request; or has cancelled and gone. */
  private async pinOf(tripId: string): Promise<string | undefined> {
    while (!this.world.stop.aborted) {
      const pin = this.world.pins.get(tripId);
      if (pin !== undefined) return pin;
      const { status } = await this.api.trip(tripId);
      if (status !== 'driver_arrived') return undefined;
      await abortableDelay(PIN_LOOK_MS, this.world.stop);
    }
    return undefined;
  }

  private foreign({ type, data }: AnyCloudEvent): string | undefined {
    if (!('trip' in data) || type === 'trip.redispatching') return undefined;
    const driver = data.trip.driver?.id;
    return driver === this.session.id ? undefined : `of driver ${driver ?? 'nobody'}`;
  }
}

/** Undefined when the rider's cancel, the clock or another driver was first. */
async function unlessOvertaken<T>(step: Promise<T>): Promise<T | undefined> {
  try {
    return await step;
  } catch (error) {
    if (error instanceof ApiProblem && [404, 409].includes(error.status)) return undefined;
    throw error;
  }
}
