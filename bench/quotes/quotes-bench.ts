import pg from 'pg';
import { readBounds } from '../city/city-bench.js';
import { pickPosition, type CityBounds } from '../city/city-load.js';
import { CityServers } from '../city/city-servers.js';
import { signUp, type CityUser } from '../city/city-user.js';
import type { SelfTime } from '../profile/self-times.js';
import { describeMachine, type Machine } from '../report/machine.js';
import type { QuotesBenchOptions } from './options.js';

const CONNECTIONS = 32;
const LIMIT_CONNECTIONS = 16;
const WARM_UP_MS = 1_000;
/** Before the first number of drivers: V8 compiles the server meanwhile. */
const COMPILE_MS = 8_000;

export interface QuotesRow {
  drivers: number;
  perSecond: number;
  /** Milliseconds from sending a request to its whole answer. */
  p50: number;
  p99: number;
  /** CPU of the server and of its PostgreSQL for one quote. */
  serverMicroseconds: number;
  postgresMicroseconds: number;
  /** The functions of the server with the most self-time, when a profile was wanted. */
  selfTimes: SelfTime[];
}

export interface QuotesReport {
  machine: Machine;
  options: QuotesBenchOptions;
  rows: QuotesRow[];
  /** Inserts a second, each in a transaction, without a server between. */
  limit: number;
}

/** Measures quotes with rising numbers of drivers, and the same INSERT without a server. */
export async function runQuotesBench(
  options: QuotesBenchOptions,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<QuotesReport> {
  const machine = describeMachine();
  const ended = new AbortController();
  const servers = await CityServers.start({ count: 1, profile: options.profile }, (error) => {
    ended.abort(error);
  });
  const either = AbortSignal.any([signal, ended.signal]);
  const pool = new pg.Pool({ connectionString: servers.databaseUrl, max: LIMIT_CONNECTIONS });
  try {
    const [server] = servers.servers;
    if (!server) throw new Error('There is no server.');
    const riders = await Promise.all(
      Array.from({ length: CONNECTIONS }, (_, index) => signUp(server, 'rider', `R ${index}`)),
    );
    const bounds = await readBounds(servers.servers);
    const rows: QuotesRow[] = [];
    for (const drivers of options.drivers) {
      progress(`${drivers.toLocaleString('en')} drivers`);
      await bringOnline(pool, drivers, bounds);
      // The first quote reads all new drivers, and no command should wait for it.
      await sendQuotes(riders.slice(0, 1), bounds, 1);
      await sendQuotes(riders, bounds, rows.length === 0 ? COMPILE_MS : WARM_UP_MS);
      rows.push({ drivers, ...(await measure({ servers, riders, bounds }, options.seconds)) });
      either.throwIfAborted();
    }
    progress('the limit');
    return { machine, options, rows, limit: await measureLimit(pool, options.seconds) };
  } finally {
    await pool.end();
    await servers.stop();
  }
}

/** Adds drivers by SQL until there are so many, each heard of a second ago. */
export async function bringOnline(
  pool: pg.Pool | pg.Client,
  drivers: number,
  { south, west, north, east }: CityBounds,
): Promise<void> {
  await pool.query(
    `INSERT INTO driver (id, name, availability)
     SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Driver ' || n, 'online'
     FROM generate_series(1, $1::int) n ON CONFLICT DO NOTHING`,
    [drivers],
  );
  await pool.query(
    `INSERT INTO driver_position (driver_id, lat, lng, recorded_at)
     SELECT id, $1::float8 + random() * ($2::float8 - $1::float8),
       $3::float8 + random() * ($4::float8 - $3::float8), now()
     FROM driver ON CONFLICT DO NOTHING`,
    [south, north, west, east],
  );
  // A future time keeps the drivers from falling silent during the measurement.
  await pool.query(
    `INSERT INTO driver_presence (driver_id, seen_at)
     SELECT id, now() + interval '1 hour' FROM driver ON CONFLICT DO NOTHING`,
  );
}

interface Subject {
  servers: CityServers;
  riders: readonly CityUser[];
  bounds: CityBounds;
}

async function measure(
  { servers, riders, bounds }: Subject,
  seconds: number,
): Promise<Omit<QuotesRow, 'drivers'>> {
  await servers.startProfile();
  const before = servers.readCpu();
  const begin = performance.now();
  const durations = await sendQuotes(riders, bounds, seconds * 1_000);
  const elapsed = (performance.now() - begin) / 1_000;
  const after = servers.readCpu();
  const selfTimes = await servers.stopProfile();
  const count = durations.length;
  durations.sort((a, b) => a - b);
  const percentile = (share: number) => durations[Math.floor((count - 1) * share)] ?? NaN;
  return {
    perSecond: count / elapsed,
    p50: percentile(0.5),
    p99: percentile(0.99),
    serverMicroseconds: ((after.server - before.server) / count) * 1e6,
    postgresMicroseconds: ((after.postgres - before.postgres) / count) * 1e6,
    selfTimes,
  };
}

/** Every rider asks for one quote after the other. @returns their milliseconds */
async function sendQuotes(
  riders: readonly CityUser[],
  bounds: CityBounds,
  milliseconds: number,
): Promise<number[]> {
  const durations: number[] = [];
  const end = performance.now() + milliseconds;
  const ask = async ({ server, token }: CityUser): Promise<void> => {
    for (let begin = performance.now(); begin < end; begin = performance.now()) {
      const json = { pickup: pickPosition(bounds), dropoff: pickPosition(bounds) };
      const { status, body } = await server.commands.send('POST', '/v1/quotes', { token, json });
      if (status !== 201) throw new Error(`POST /v1/quotes answered ${status}: ${body}`);
      durations.push(performance.now() - begin);
    }
  };
  await Promise.all(riders.map(ask));
  return durations;
}

const INSERT = {
  name: 'insert',
  text: `INSERT INTO quote (id, rider_id, pickup, dropoff, fare, distance_meters, duration_seconds,
      expires_at)
    VALUES (gen_random_uuid(), gen_random_uuid(), '{"lat":1,"lng":1}', '{"lat":1,"lng":1}',
      '{"amount":1,"currency":"USD"}', 1, 1, now())`,
};

async function measureLimit(pool: pg.Pool, seconds: number): Promise<number> {
  let count = 0;
  const begin = performance.now();
  const write = async (): Promise<void> => {
    const client = await pool.connect();
    while (performance.now() - begin < seconds * 1_000) {
      await client.query('BEGIN');
      await client.query(INSERT);
      await client.query('COMMIT');
      count += 1;
    }
    client.release();
  };
  await Promise.all(Array.from({ length: LIMIT_CONNECTIONS }, write));
  return count / ((performance.now() - begin) / 1_000);
}
