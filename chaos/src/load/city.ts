import { setMaxListeners } from 'node:events';
import { TripstreamApi, abortableDelay } from '#client';
import type { SeededRandom } from '#simulation';
import { Driver } from './driver.js';
import { LoadBook } from './load-book.js';
import type { Listener } from './listener.js';
import { Rider } from './rider.js';
import type { LoadWorld } from './world.js';

export interface CityOptions {
  baseUrl: string;
  random: SeededRandom;
  riders: number;
  drivers: number;
}

/** Nobody gives up: what a command did is known only once it was answered. */
const ATTEMPTS = 1_000;
const ATTEMPT_TIMEOUT_MS = 4_000;

/** A few riders and drivers who use the system through its SDK, all the time. */
export class City {
  readonly book = new LoadBook();
  private readonly closing = new AbortController();
  private readonly stop = new AbortController();
  private readonly world: LoadWorld;
  private riders: Rider[] = [];
  private drivers: Driver[] = [];
  private readonly guests: Listener[] = [];
  private lives: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: CityOptions) {
    const { baseUrl, random } = options;
    setMaxListeners(0, this.closing.signal, this.stop.signal);
    const { signal } = this.stop;
    this.world = {
      ...{ baseUrl, random, book: this.book, pins: new Map(), stop: signal },
      closing: this.closing.signal,
      api: new TripstreamApi({
        ...{ baseUrl, signal, maxAttempts: ATTEMPTS, timeoutMs: ATTEMPT_TIMEOUT_MS },
      }),
    };
  }

  get listeners(): Listener[] {
    const own = [...this.riders, ...this.drivers].flatMap(({ listeners }) => listeners);
    return [...own, ...this.guests];
  }

  async open(): Promise<void> {
    const { riders, drivers } = this.options;
    const names = (role: string, count: number): string[] =>
      Array.from({ length: count }, (_, i) => `${role} ${i}`);
    this.drivers = await Promise.all(
      names('driver', drivers).map((name) => Driver.signUp(this.world, name)),
    );
    this.riders = await Promise.all(
      // The first one has two screens open.
      names('rider', riders).map((name, i) => Rider.signUp(this.world, name, i === 0 ? 2 : 1)),
    );
    this.lives = Promise.all(this.riders.map((rider) => rider.live()));
  }

  /** Somebody else's stream, to be waited for and closed with the others. */
  adopt(listener: Listener): void {
    this.guests.push(listener);
  }

  /** Resolves once so many trips were asked for: there is traffic. At once in an empty city. */
  async busy(trips: number): Promise<void> {
    if (this.riders.length === 0) return;
    const asked = (): number =>
      this.book.people.reduce((sum, person) => sum + person.trips.length, 0);
    const goal = asked() + trips;
    while (asked() < goal && !this.stop.signal.aborted) await abortableDelay(10, this.stop.signal);
  }

  /**
   * No new trips; everybody finishes theirs and goes home. Streams stay open.
   * @returns false when that took longer than `limitMs`
   */
  async close(limitMs: number): Promise<boolean> {
    this.closing.abort();
    const home = this.lives.then(() => Promise.all(this.drivers.map((driver) => driver.goHome())));
    const late = new AbortController();
    const inTime = await Promise.race([
      home.then(() => true),
      abortableDelay(limitMs, late.signal).then(() => false),
    ]);
    late.abort();
    return inTime;
  }

  /** Streams too. */
  leave(): void {
    this.closing.abort();
    this.stop.abort();
    for (const driver of this.drivers) driver.leave();
    for (const listener of this.listeners) listener.close();
  }
}
