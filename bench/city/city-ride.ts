import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Position } from '#contracts';
import type { CityDriver } from './city-driver.js';
import type { CityFigures } from './city-figures.js';
import { runCommand, type CityUser } from './city-user.js';
import { StreamReader } from './stream-reader.js';

/** Milliseconds between the steps of a ride: the load keeps rides short, so that many are made. */
const DECIDE_MS = 1_000;
const DRIVE_MS = 4_000;
const BOARD_MS = 1_000;
const RIDE_MS = 8_000;
/** Milliseconds after which a ride counts as lost. */
const PATIENCE_MS = 60_000;

/** The events of a ride in the rider's stream, in order. */
const RIDER_EVENTS = [
  'trip.requested',
  'trip.driver_assigned',
  'trip.driver_arrived',
  'trip.started',
  'trip.completed',
];

interface TripAnswer {
  id: string;
  pin: string;
}

/** One ride from its quote to its end, with the rider's stream. */
export class CityRide {
  private trip: TripAnswer | undefined;
  private stream: StreamReader | undefined;
  private readonly seen: string[] = [];
  private requestedAt = 0;
  private markOver: () => void = () => undefined;
  private readonly over = new Promise<void>((resolve) => {
    this.markOver = resolve;
  });

  constructor(
    private readonly rider: CityUser,
    private readonly route: { pickup: Position; dropoff: Position },
    private readonly figures: CityFigures,
  ) {}

  /** @param onRequested called with the id of the trip before an offer of it can be handled */
  async run(onRequested: (tripId: string, ride: CityRide) => void): Promise<void> {
    const { figures, rider } = this;
    await this.openStream();
    const quote = await runCommand<{ id: string }>(
      { figures, name: 'quote', user: rider },
      {
        path: '/v1/quotes',
        json: this.route,
      },
    );
    if (!quote) return;
    this.requestedAt = performance.now();
    this.trip = await runCommand<TripAnswer>(
      { figures, name: 'request', user: rider },
      {
        path: '/v1/trips',
        key: randomUUID(),
        json: { quoteId: quote.id },
      },
    );
    if (!this.trip) return;
    if (figures.isMeasuring) figures.requested += 1;
    onRequested(this.trip.id, this);
    const patience = new AbortController();
    const late = delay(PATIENCE_MS, 'late', { signal: patience.signal }).catch(() => 'aborted');
    const end = await Promise.race([this.over, late]);
    patience.abort();
    if (end === 'late')
      figures.noteFault(`a ride was not completed after ${this.seen.at(-1) ?? 'its request'}`);
    else if (figures.isMeasuring) figures.completed += 1;
  }

  /** What the driver does after an offer. @param cursor that of the offer's event */
  async drive(driver: CityDriver, offerId: string, cursor: string): Promise<void> {
    const { figures, trip } = this;
    if (!trip) return;
    figures.record('request → offer', performance.now() - this.requestedAt);
    driver.isBusy = true;
    const command = (name: string, path: string, json: unknown = {}) =>
      runCommand({ figures, name, user: driver.user }, { path, key: randomUUID(), json });
    await runCommand(
      { figures, name: 'ack', user: driver.user },
      {
        path: '/v1/streams/acks',
        json: { cursor },
      },
    );
    await delay(DECIDE_MS);
    await command('accept', `/v1/offers/${offerId}/accept`);
    await delay(DRIVE_MS);
    driver.position = this.route.pickup;
    await driver.reportLocation();
    await command('arrive', `/v1/trips/${trip.id}/arrive`, { position: this.route.pickup });
    await delay(BOARD_MS);
    await command('start', `/v1/trips/${trip.id}/start`, { pin: trip.pin });
    await delay(RIDE_MS);
    driver.position = this.route.dropoff;
    await command('complete', `/v1/trips/${trip.id}/complete`, { position: this.route.dropoff });
    driver.isBusy = false;
  }

  close(): void {
    this.stream?.close();
  }

  private async openStream(): Promise<void> {
    const { figures, rider } = this;
    const begin = performance.now();
    const address = { port: rider.server.port, path: '/v1/riders/me/stream' };
    this.stream = new StreamReader(address, rider.token, {
      onEvent: ({ type, json, arrivedAt }) => {
        recordDelivery(figures, json, arrivedAt);
        this.noteEvent(type);
      },
      onFault: (reason) => {
        figures.noteFault(`a rider's stream: ${reason}`);
      },
    });
    await this.stream.opened;
    figures.record('open a stream', performance.now() - begin);
  }

  private noteEvent(type: string): void {
    this.seen.push(type);
    const expected = RIDER_EVENTS[this.seen.length - 1];
    if (type !== expected) this.figures.noteFault(`${type} instead of ${String(expected)}`);
    if (type === 'trip.completed') this.markOver();
  }
}

/**
 * Records the time from the event to its arrival. The event carries the database's time at the
 * begin of its transaction, so the transaction itself is part of the figure.
 */
export function recordDelivery(figures: CityFigures, json: string, arrivedAt: number): void {
  const time = /"time":"([^"]+)"/.exec(json)?.[1];
  if (time !== undefined) figures.record('commit → client', arrivedAt - Date.parse(time));
}
