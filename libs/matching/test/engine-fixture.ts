import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { DispatchPolicy } from '#dispatch';
import { Outbox } from '#outbox';
import { Metrics, NoTracing, Settings } from '#platform';
import { createTestDatabase, type TestDatabase } from '#testing';
import { DriverRouteRepository, TripRepository, type RouteKeeper } from '#trip';
import { DriverRepository } from '../src/driver/driver.repository.js';
import { EngineSession } from '../src/engine/engine-session.js';
import { FreeDrivers } from '../src/engine/free-drivers.js';
import { OfferMaker } from '../src/engine/offer-maker.js';
import type { OfferPlan } from '../src/engine/offer-plan.js';
import { OverdueSweeper } from '../src/engine/overdue-sweeper.js';
import { OfferRepository } from '../src/offer/offer.repository.js';
import { type MoveDescriber } from '../src/reposition/move-describer.js';
import { RepositionMaker } from '../src/reposition/reposition-maker.js';
import { RepositionSweeper } from '../src/reposition/reposition-sweeper.js';
import { RepositionRepository } from '../src/reposition/reposition.repository.js';
import { SilenceLimits } from '../src/position/silence-limits.js';

const POINT = { lat: 40.75, lng: -73.98 };
const PRICE = { amount: 1234, currency: 'USD' };

/** Every suggestion of the fixture is this one. */
const MOVE = {
  target: { lat: 40.76, lng: -73.97 },
  targetName: null,
  reason: 'riders_expected',
  expectedRiders: 3,
  withinSeconds: 600,
  travelSeconds: 200,
  distanceMeters: 1500,
} as const;

/** The fixture has no tail that a commit could wake. */
const SILENT = { wake: () => undefined } as ConstructorParameters<typeof Outbox>[0];

/** The trips of the fixture are on no route. */
const NO_ROUTES = { follow: () => Promise.resolve([]) } as unknown as RouteKeeper;

/** The tests write presence directly. */
const NO_DELAY = { writeDelaySeconds: 0 } as ConstructorParameters<typeof SilenceLimits>[1];

/** The parts of an engine that write, on a session and a database of their own. */
export class EngineFixture {
  readonly maker: OfferMaker;
  readonly sweeper: OverdueSweeper;
  readonly repositions: RepositionRepository;
  readonly repositionMaker: RepositionMaker;
  readonly repositionSweeper: RepositionSweeper;

  private constructor(
    private readonly database: TestDatabase,
    readonly client: pg.Client,
    readonly session: EngineSession,
    asksSeveral: boolean,
  ) {
    const settings = Settings.from({ DATABASE_URL: database.url, AUTH_MODE: 'demo' });
    const outbox = new Outbox(SILENT, new NoTracing());
    const trips = new TripRepository(outbox, NO_ROUTES);
    this.repositions = new RepositionRepository(outbox, new Metrics());
    const offers = new OfferRepository(outbox, trips, this.repositions, new Metrics());
    const drivers = new DriverRepository();
    const free = new FreeDrivers(drivers, offers, trips, new DriverRouteRepository());
    const describer = { describe: () => MOVE } as unknown as MoveDescriber;
    this.repositionMaker = new RepositionMaker(free, describer, this.repositions, settings);
    this.repositionSweeper = new RepositionSweeper(drivers, this.repositions);
    const policy = { asksSeveral } as DispatchPolicy;
    this.maker = new OfferMaker(trips, offers, free, settings, policy);
    this.sweeper = new OverdueSweeper(
      trips,
      offers,
      settings,
      new SilenceLimits(settings, NO_DELAY),
    );
  }

  static async open({ asksSeveral = false } = {}): Promise<EngineFixture> {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const session = await EngineSession.open(database.url);
    await session.tryLock();
    return new EngineFixture(database, client, session, asksSeveral);
  }

  async close(): Promise<void> {
    await this.session.close();
    await this.client.end();
    await this.database.drop();
  }

  /** Another connection, as another transaction has it. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.database.url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async rows<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.client.query(sql, values)).rows as Row[];
  }

  /** Inserts trips that search for a driver. @returns their ids */
  async addTrips(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => uuidv7());
    await this.client.query(
      `INSERT INTO trip (id, rider_id, rider, status, version, pickup, dropoff, fare,
         cancel_fee, distance_meters, duration_seconds, pin, excluded_driver_ids,
         matching_since, matching_deadline, requested_at)
       SELECT id, gen_random_uuid(), '{"name":"Ada","rating":null}', 'matching', 1, $2, $2, $3, $3,
         900, 300, '1234', '{}', now(), now() + interval '5 minutes', now()
       FROM unnest($1::uuid[]) id`,
      [ids, JSON.stringify(POINT), JSON.stringify(PRICE)],
    );
    return ids;
  }

  /** Inserts drivers who are on duty. @returns their ids */
  async addDrivers(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => uuidv7());
    await this.client.query(
      `WITH ids AS (SELECT unnest($1::uuid[]) AS id), seen AS (
         INSERT INTO driver_presence (driver_id, seen_at) SELECT id, clock_timestamp() FROM ids)
       INSERT INTO driver (id, name, availability) SELECT id, 'Dora', 'online' FROM ids`,
      [ids],
    );
    return ids;
  }

  /** Plans that pair each new trip with `driversEach` new drivers. */
  async plan(count: number, driversEach = 1): Promise<OfferPlan[]> {
    const trips = await this.addTrips(count);
    const drivers = await this.addDrivers(count * driversEach);
    return trips.map((tripId, index) => ({
      tripId,
      drivers: drivers
        .slice(index * driversEach, (index + 1) * driversEach)
        .map((driverId) => ({ driverId, pickupSeconds: 60, pickupMeters: 500 })),
    }));
  }

  /** @returns the trips that have a pending offer, in the order of the plans */
  async offeredOf(plans: readonly OfferPlan[]): Promise<boolean[]> {
    const rows = await this.rows<{ id: string }>(
      `SELECT DISTINCT trip_id AS id FROM offer WHERE status = 'pending'`,
    );
    const ids = new Set(rows.map(({ id }) => id));
    return plans.map(({ tripId }) => ids.has(tripId));
  }
}
