import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { randomUUID } from 'node:crypto';
import { streamId, type StreamId } from '#contracts';
import { newEvent } from '#outbox';
import {
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  StreamWriter,
  type Person,
  type Ride,
  type TestServer,
} from '#api-harness';

/** What the database did for one opening: each statement with the number of its rows. */
type Cost = { text: string; rows: number | null }[];

type Query = (this: pg.Client, ...args: unknown[]) => unknown;

type Callback = (error: unknown, result: pg.QueryResult | undefined) => void;

/** The driver of `pg` takes a text with values, or one object with both, and its own queries. */
interface Statement {
  text: string;
  values?: unknown[];
  /** Set on a query of the driver, which answers by it. */
  callback?: Callback;
}

let server: TestServer;
let writer: StreamWriter;
let peek: SqlPeek;
const original = Reflect.get(pg.Client.prototype, 'query') as Query;

beforeAll(async () => {
  // The heads of open streams are compared at each heartbeat, which is no part of an opening.
  server = await startTestServer({ HEARTBEAT_SECONDS: '30' });
  writer = await StreamWriter.at(server);
  peek = await SqlPeek.at(server);
});

afterEach(() => {
  Object.assign(pg.Client.prototype, { query: original });
});

afterAll(async () => {
  await Promise.all([writer.close(), peek.close()]);
  await server.drop();
});

it('a stream opens with the same statements and rows in a small and in a large fleet', async () => {
  const [rider, driver] = [await signUp(server, 'rider'), await signUp(server, 'driver')];
  const ride = await rideTo(server, 'driver_assigned');
  await writer.commit(streamId('rider', rider.id), 5);
  const openAll = async (): Promise<Record<string, Cost>> => ({
    'a fresh rider': await measureOpening(rider, '/v1/riders/me/stream'),
    'a fresh driver': await measureOpening(driver, '/v1/drivers/me/stream'),
    'a resumed rider': await measureOpening(rider, '/v1/riders/me/stream', { seq: 2 }),
    'a rider on a trip': await measureOpening(ride.rider, '/v1/riders/me/stream', ofDriver(ride)),
    'ops on a trip': await measureOpening(ops, `/v1/trips/${ride.trip.id}/stream`, ofDriver(ride)),
  });
  const ops = await signUp(server, 'ops');
  await addToFleet(20);
  const small = await openAll();
  await addToFleet(1000);
  expect(await openAll()).toEqual(small);
  for (const cost of Object.values(small)) {
    expect(cost.length).toBeGreaterThan(0);
    expect(cost.length).toBeLessThanOrEqual(6);
    expect(cost.every(({ rows }) => rows !== null && rows <= 5)).toBe(true);
  }
});

/** Adds drivers who are available, and their streams with events. */
async function addToFleet(count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await peek.rows(
    `INSERT INTO driver (id, name, availability) SELECT id, 'Ada', 'available' FROM unnest($1::uuid[]) id`,
    [ids],
  );
  const streams: StreamId[] = ids.map((id) => streamId('driver', id));
  const event = newEvent({
    type: 'driver.online',
    subject: 'driver/7',
    data: { reason: 'x' },
    streams,
  });
  await writer.transactions.run(async (tx) =>
    writer.outbox.append(tx, [event, event], await tx.now()),
  );
}

interface Opening {
  /** The number of the cursor; without it the stream is fresh. */
  seq?: number;
  /** The driver of the trip, whose location the snapshot has. */
  driverId?: string;
}

const ofDriver = ({ driver }: Ride): Opening => ({ driverId: driver.id });

/**
 * What the cheapest of a few openings costs. Work in the background, such as the comparison of
 * heads after a break of the tail, only adds statements, and seldom to each of them.
 */
async function measureOpening(who: Person, path: string, opening: Opening = {}): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < 3; round++) costs.push(await measureOnce(who, path, opening));
  return costs.reduce((least, cost) => (cost.length < least.length ? cost : least));
}

async function measureOnce(who: Person, path: string, { seq, driverId }: Opening): Promise<Cost> {
  const first = await who.stream(path);
  const { id = '' } = await first.next();
  await first.close();
  const cursor = seq === undefined ? '' : `?cursor=${id.split('-')[0] ?? ''}-${seq}`;
  const subject = path.includes('/trips/') ? (path.split('/')[3] ?? '') : who.id;
  const { cost, stop } = countStatements(driverId ? [subject, driverId] : [subject]);
  const probe = await who.stream(path + cursor);
  await probe.next(({ event }) => event === 'stream.opened');
  await probe.next();
  stop();
  await probe.close();
  return cost;
}

/** In the background signs of life are written, and the polls about the open streams read. */
const BACKGROUND = /WITH (seen|positions|asked)|INSERT INTO rider_presence/;

/** Counts the statements that have one of these values: others run in the background. */
function countStatements(subjects: readonly string[]): { cost: Cost; stop: () => void } {
  const cost: Cost = [];
  const counting: Query = function (...args) {
    const [first, second] = args as [string | Statement, unknown];
    const text = typeof first === 'string' ? first : first.text;
    const values = typeof first === 'string' ? second : first.values;
    const named = JSON.stringify(values ?? null);
    const isOpening = subjects.some((subject) => named.includes(subject)) && !BACKGROUND.test(text);
    if (!isOpening) return original.apply(this, args);
    const entry: Cost[number] = { text, rows: null };
    cost.push(entry);
    const note = (result: pg.QueryResult | undefined): void => {
      entry.rows = result?.rowCount ?? null;
    };
    const notingFor =
      (callback: Callback): Callback =>
      (error, result) => {
        note(result);
        callback(error, result);
      };
    if (typeof first !== 'string' && first.callback) {
      first.callback = notingFor(first.callback);
      return original.apply(this, args);
    }
    const callback = args.at(-1);
    if (typeof callback !== 'function') {
      return (original.apply(this, args) as Promise<pg.QueryResult>).then((result) => {
        note(result);
        return result;
      });
    }
    return original.apply(this, [...args.slice(0, -1), notingFor(callback as Callback)]);
  };
  Object.assign(pg.Client.prototype, { query: counting });
  return {
    cost,
    stop: () => {
      Object.assign(pg.Client.prototype, { query: original });
    },
  };
}
