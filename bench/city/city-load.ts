import { setTimeout as delay } from 'node:timers/promises';
import type { Position } from '#contracts';
import { CityDriver } from './city-driver.js';
import { CityFigures } from './city-figures.js';
import { CityRide, recordDelivery } from './city-ride.js';
import { signUp, type CityServer, type CityUser } from './city-user.js';
import type { StreamEvent } from './stream-reader.js';

/** Milliseconds between two readings of a driver's position. */
const LOCATION_MS = 4_000;
const SLICE_MS = 20;

/** Streams from one address; the operating system has about 28,000 ports for each. */
const STREAMS_PER_ADDRESS = 20_000;

const SIGN_UPS = 32;

export interface CityBounds {
  south: number;
  west: number;
  north: number;
  east: number;
}

/** Drivers and riders of a city, whose positions are spread evenly. */
export class CityLoad {
  private readonly drivers: CityDriver[] = [];
  private readonly idleRiders: CityUser[] = [];
  private readonly rides = new Map<string, CityRide>();
  /** Offers that arrived before the answer to their request. */
  private readonly early = new Map<string, () => void>();
  private readonly underWay = new Set<Promise<void>>();
  private riders = 0;
  private isClosed = false;
  readonly figures = new CityFigures();

  constructor(
    private readonly servers: readonly CityServer[],
    private readonly bounds: CityBounds,
  ) {}

  /**
   * Brings drivers online until there are `count`. Those who are online go on reporting their
   * positions: the server takes a driver who doesn't for silent.
   */
  async addDrivers(count: number): Promise<void> {
    await this.runWhile(this.signUpDrivers(count));
  }

  private async signUpDrivers(count: number): Promise<void> {
    let next = this.drivers.length;
    const addNext = async (): Promise<void> => {
      while (next < count && !this.isClosed) {
        const index = next++;
        const address = 1 + Math.floor(index / STREAMS_PER_ADDRESS);
        const driver = await CityDriver.start(
          this.serverOf(index),
          {
            name: `Driver ${index + 1}`,
            plate: `CITY ${index + 1}`,
            position: this.pickPosition(),
            localAddress: address === 1 ? undefined : `127.0.0.${address}`,
          },
          {
            figures: this.figures,
            onEvent: (from, event) => {
              this.onDriverEvent(from, event);
            },
          },
        );
        this.drivers.push(driver);
      }
    };
    await Promise.all(Array.from({ length: SIGN_UPS }, addNext));
  }

  /** Reports positions and requests rides for a while, at a constant rate of each. */
  async run(milliseconds: number, ridesPerSecond: number): Promise<void> {
    const begin = performance.now();
    let reported = 0;
    let requested = 0;
    for (;;) {
      const elapsed = performance.now() - begin;
      if (elapsed >= milliseconds || this.isClosed) return;
      const dueReports = Math.floor((elapsed / LOCATION_MS) * this.drivers.length);
      for (; reported < dueReports; reported++) {
        void this.drivers[reported % this.drivers.length]?.reportLocation();
      }
      const dueRides = Math.floor((elapsed / 1_000) * ridesPerSecond);
      for (; requested < dueRides; requested++) this.startRide();
      await delay(SLICE_MS);
    }
  }

  /** Resolves when each ride under way has ended or is lost. */
  async finishRides(): Promise<void> {
    await this.runWhile(Promise.all(this.underWay));
  }

  /** Reports positions until the work is done or this load is closed. */
  private async runWhile(work: Promise<unknown>): Promise<void> {
    const done = work.then(() => true);
    let over = false;
    while (!over && !this.isClosed) {
      over = await Promise.race([done, this.run(LOCATION_MS, 0).then(() => false)]);
    }
  }

  close(): void {
    this.isClosed = true;
    for (const driver of this.drivers) driver.close();
    for (const { commands, locations } of this.servers) {
      commands.close();
      locations.close();
    }
  }

  private startRide(): void {
    const ride = this.ride().catch((error: unknown) => {
      this.figures.noteFault(`a ride: ${String(error)}`);
    });
    this.underWay.add(ride);
    void ride.then(() => this.underWay.delete(ride));
  }

  private async ride(): Promise<void> {
    const rider = this.idleRiders.pop() ?? (await this.signUpRider());
    const route = { pickup: this.pickPosition(), dropoff: this.pickPosition() };
    const ride = new CityRide(rider, route, this.figures);
    let tripId: string | undefined;
    try {
      await ride.run((id) => {
        tripId = id;
        this.rides.set(id, ride);
        this.early.get(id)?.();
        this.early.delete(id);
      });
    } finally {
      ride.close();
      if (tripId !== undefined) this.rides.delete(tripId);
      this.idleRiders.push(rider);
    }
  }

  private signUpRider(): Promise<CityUser> {
    const index = this.riders++;
    return signUp(this.serverOf(index), 'rider', `Rider ${index + 1}`);
  }

  private onDriverEvent(driver: CityDriver, { type, cursor, json, arrivedAt }: StreamEvent): void {
    recordDelivery(this.figures, json, arrivedAt);
    if (type !== 'offer.created') return;
    const { data } = JSON.parse(json) as { data: { offer: { id: string; tripId: string } } };
    const { id, tripId } = data.offer;
    const drive = (): void => {
      void this.rides.get(tripId)?.drive(driver, id, cursor);
    };
    if (this.rides.has(tripId)) drive();
    else this.early.set(tripId, drive);
  }

  private serverOf(index: number): CityServer {
    const server = this.servers[index % this.servers.length];
    if (!server) throw new Error('There is no server.');
    return server;
  }

  private pickPosition(): Position {
    return pickPosition(this.bounds);
  }
}

/** A point in the inner part of the city. */
export function pickPosition({ south, west, north, east }: CityBounds): Position {
  const within = (from: number, to: number) => from + (to - from) * (0.1 + 0.8 * Math.random());
  return { lat: within(south, north), lng: within(west, east) };
}
