import type pg from 'pg';
import type { CityBounds } from '../city/city-load.js';
import { bringOnline } from '../quotes/quotes-bench.js';

/** A real driver's client reports every few seconds; here all of them do so each second. */
const MOVE_EVERY_MS = 1_000;
/** Of latitude. */
const METERS_PER_DEGREE = 111_320;

/** A third of the drivers are on a trip: they are the ones that the map turns. */
const START_TRIPS = `
  INSERT INTO trip (id, rider_id, rider, status, version, driver_id, driver, pickup, dropoff, fare,
    cancel_fee, distance_meters, duration_seconds, pin, excluded_driver_ids, matching_since,
    matching_deadline, requested_at, assigned_at, arrived_at, started_at)
  SELECT gen_random_uuid(), r.id, jsonb_build_object('id', r.id, 'name', 'Rider'), 'in_progress', 4,
    d.id, jsonb_build_object('id', d.id, 'name', d.name), p.at, p.at, m.price, m.price, 1, 600,
    '0000', '{}', now(), now(), now(), now(), now(), now()
  FROM driver d JOIN driver_position l ON l.driver_id = d.id,
    LATERAL (SELECT gen_random_uuid() AS id WHERE d.id IS NOT NULL) r,
    LATERAL (SELECT jsonb_build_object('lat', l.lat, 'lng', l.lng) AS at) p,
    (SELECT '{"amount":1,"currency":"USD"}'::jsonb AS price) m
  WHERE abs(hashtext(d.id::text)) % 3 = 0
    AND NOT EXISTS (SELECT FROM trip t WHERE t.driver_id = d.id)`;

/** Each driver goes round in a circle of its own. */
const MOVE = `
  UPDATE driver_position SET
    lat = lat + $1 * cos(radians(coalesce(heading_degrees, 0))),
    lng = lng + $1 * sin(radians(coalesce(heading_degrees, 0))),
    heading_degrees = (coalesce(heading_degrees, abs(hashtext(driver_id::text)) % 360) + 10)::int % 360,
    recorded_at = now(), written_at = clock_timestamp()`;

/** The drivers of a city, written by SQL, all of whom move once a second. */
export class MovingFleet {
  private isStopped = false;
  private moving: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: pg.Pool,
    private readonly bounds: CityBounds,
    private readonly options: { metersPerSecond: number; onError: (error: Error) => void },
  ) {}

  /** Adds drivers until there are so many. */
  async grow(drivers: number): Promise<void> {
    await bringOnline(this.pool, drivers, this.bounds);
    await this.pool.query(START_TRIPS);
    await this.pool.query('ANALYZE');
  }

  start(): void {
    const { metersPerSecond, onError } = this.options;
    const step = metersPerSecond / METERS_PER_DEGREE;
    const move = async (): Promise<void> => {
      const begin = performance.now();
      await this.pool.query(MOVE, [step]);
      if (this.isStopped) return;
      const rest = Math.max(0, MOVE_EVERY_MS - (performance.now() - begin));
      this.timer = setTimeout(() => {
        this.moving = move().catch(onError);
      }, rest);
    };
    this.moving = move().catch(onError);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.moving;
  }
}
