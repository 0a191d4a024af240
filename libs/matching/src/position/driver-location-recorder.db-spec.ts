import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Transactions, createDataSource, dataSourceOptions, type Transaction } from '#database';
import { DomainError } from '#platform';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { DriverLocationRecorder } from './driver-location-recorder.js';

const ada = '00000000-0000-7000-8000-00000000000a';
const bob = '00000000-0000-7000-8000-00000000000b';

describe('DriverLocationRecorder: locations', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let transactions: Transactions;
  let positions: DriverLocationRecorder;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
    transactions = new Transactions(dataSource);
  });

  beforeEach(async () => {
    await transactions.query('TRUNCATE driver_position, driver_presence');
    positions = new DriverLocationRecorder(transactions);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const latOf = async (driverId: string): Promise<number | undefined> => {
    const sql = 'SELECT lat FROM driver_position WHERE driver_id = $1';
    const [row] = await transactions.query<{ lat: number }>(sql, [driverId]);
    return row?.lat;
  };
  const flush = () => positions.beforeApplicationShutdown();

  it('the last report counts, also from a phone whose clock is two hours behind', async () => {
    const recordedAt = new Date(Date.now() - 7_200_000).toISOString();
    await positions.record(ada, [{ lat: 1, lng: 1 }]);
    await positions.record(ada, [{ lat: 2, lng: 1, recordedAt }]);
    await flush();
    expect(await latOf(ada)).toBe(2);
  });

  it('a late batch of old readings does not move the car back, also through another process', async () => {
    const at = (second: number) => new Date(1e12 + second * 1000).toISOString();
    const other = new DriverLocationRecorder(transactions);
    await positions.record(ada, [{ lat: 9, lng: 1, recordedAt: at(90) }]);
    await flush();
    const late = [10, 20, 30].map((second) => ({ lat: 1, lng: 1, recordedAt: at(second) }));
    await positions.record(ada, late);
    await flush();
    await other.record(ada, late);
    await other.beforeApplicationShutdown();
    expect(await latOf(ada)).toBe(9);
    await other.record(ada, [{ lat: 10, lng: 1, recordedAt: at(91) }]);
    await other.beforeApplicationShutdown();
    expect(await latOf(ada)).toBe(10);
  });

  it('a reading counts at another process when the newer one is five seconds old', async () => {
    const at = (second: number) => new Date(1e12 + second * 1000).toISOString();
    const other = new DriverLocationRecorder(transactions);
    await positions.record(ada, [{ lat: 9, lng: 1, recordedAt: at(90) }]);
    await flush();
    await transactions.query(`UPDATE driver_position SET written_at = now() - interval '6 s'`);
    await other.record(ada, [{ lat: 3, lng: 1, recordedAt: at(5) }]);
    await other.beforeApplicationShutdown();
    expect(await latOf(ada)).toBe(3);
  });

  it('a second phone whose clock is ahead does not silence the first one', async () => {
    const at = (second: number) => new Date(1e12 + second * 1000).toISOString();
    await positions.record(ada, [{ lat: 1, lng: 1, recordedAt: at(0) }], 'right');
    await positions.record(ada, [{ lat: 2, lng: 1, recordedAt: at(60) }], 'fast');
    await flush();
    await positions.record(ada, [{ lat: 3, lng: 1, recordedAt: at(1) }], 'right');
    await flush();
    expect(await latOf(ada)).toBe(3);
    await positions.record(ada, [{ lat: 4, lng: 1, recordedAt: at(0) }], 'right');
    await flush();
    expect(await latOf(ada)).toBe(3);
  });

  it('the newest of the reports sent together counts', async () => {
    const at = (second: number) => new Date(1e12 + second * 1000).toISOString();
    await positions.record(ada, [
      { lat: 2, lng: 1, recordedAt: at(2) },
      { lat: 1, lng: 1, recordedAt: at(1) },
    ]);
    await flush();
    expect(await latOf(ada)).toBe(2);
  });

  it('a report that the database refuses doesn’t hold up those of other drivers', async () => {
    await positions.record(ada, [{ lat: 1, lng: 1 }]);
    await positions.record('no uuid', [{ lat: 1, lng: 1 }]);
    await flush();
    await positions.record(bob, [{ lat: 3, lng: 1 }]);
    await flush();
    expect(await latOf(bob)).toBe(3);
  });

  it('a report that the database refuses costs other drivers of its batch nothing, and its driver only the location', async () => {
    await positions.record(bob, [{ lat: 1, lng: 1 }]);
    await flush();
    await transactions.query('TRUNCATE driver_position, driver_presence');
    const seen = async () =>
      (
        await transactions.query<{ id: string }>(
          'SELECT driver_id AS id FROM driver_presence ORDER BY 1',
        )
      ).map(({ id }) => id);
    await positions.record(ada, [{ lat: NaN, lng: null as unknown as number }]);
    await positions.record(bob, [{ lat: 2, lng: 1 }]);
    await flush();
    expect([await latOf(ada), await latOf(bob)]).toEqual([undefined, 2]);
    expect(await seen()).toEqual([ada, bob]);
  });

  it.each(['2026-01-01T00:00:00+16:00', `2026-01-01T00:00:00.${'0'.repeat(200)}Z`])(
    'a stamp that only JavaScript reads is written as Postgres reads it: %s',
    async (recordedAt) => {
      await positions.record(ada, [{ lat: 3, lng: 1, recordedAt }]);
      await flush();
      expect(await latOf(ada)).toBe(3);
    },
  );

  it('a row that the database refuses costs the others in its chunk nothing', async () => {
    await positions.record(ada, [{ lat: 1, lng: 1 }]);
    const statements = jest.spyOn(transactions, 'query');
    const ids = Array.from({ length: 900 }, (_, n) => `${ada.slice(0, -3)}${100 + n}`);
    for (const [n, id] of ids.entries()) {
      await positions.record(id, [{ lat: n === 450 ? ('north' as never) : 7, lng: 1 }]);
    }
    await flush();
    expect(statements.mock.calls.length).toBeLessThanOrEqual(25);
    statements.mockRestore();
    const [row] = await transactions.query<{ located: number; seen: number }>(
      `SELECT (SELECT count(*)::int FROM driver_position WHERE lat = 7) AS located,
        (SELECT count(*)::int FROM driver_presence WHERE driver_id = ANY($1::uuid[])) AS seen`,
      [ids],
    );
    expect(row).toEqual({ located: 899, seen: 900 });
  });

  it('a report that arrives while the database is away is written later', async () => {
    const { query } = transactions;
    await positions.record(bob, [{ lat: 1, lng: 1 }]);
    transactions.query = () => dataSource.query('SELECT 1 FROM pg_sleep(0)').then(failAway);
    await positions.record(ada, [{ lat: 4, lng: 1 }]);
    await flush();
    await expect(positions.record(bob, [{ lat: 2, lng: 1 }])).rejects.toThrow('away');
    transactions.query = query;
    await until('it is written', async () => (await latOf(ada)) === 4);
  });

  it('a position sent with the availability is written when that commits, and stays', async () => {
    await positions.record(bob, [{ lat: 1, lng: 1 }]);
    await positions.record(ada, [{ lat: 5, lng: 1 }]);
    await transactions.run((tx: Transaction) => positions.write(tx, ada, { lat: 6, lng: 1 }));
    expect(await latOf(ada)).toBe(6);
    await flush();
    expect(await latOf(ada)).toBe(6);
  });

  it('a position recorded by a command waits for no lock of the driver’s row', async () => {
    await positions.record(ada, [{ lat: 5, lng: 1 }]);
    await flush();
    const batch = dataSource.createQueryRunner();
    await batch.startTransaction();
    try {
      await batch.query('SELECT FROM driver_position WHERE driver_id = $1 FOR UPDATE', [ada]);
      await transactions.run((command: Transaction) => {
        positions.recordAfterCommit(command, ada, { lat: 6, lng: 1 });
        expect(positions.findPending(ada)).toBeUndefined();
        return Promise.resolve();
      });
      expect(positions.findPending(ada)).toMatchObject({ lat: 6, lng: 1 });
    } finally {
      await batch.rollbackTransaction();
      await batch.release();
    }
    await flush();
    expect(await latOf(ada)).toBe(6);
  });

  it('a position recorded by a command that fails is forgotten', async () => {
    const failing = transactions.run((command: Transaction) => {
      positions.recordAfterCommit(command, ada, { lat: 6, lng: 1 });
      return Promise.reject(new Error('refused'));
    });
    await expect(failing).rejects.toThrow('refused');
    expect(positions.findPending(ada)).toBeUndefined();
  });
});

describe('DriverLocationRecorder: signs of life', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let transactions: Transactions;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
    transactions = new Transactions(dataSource);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(() => transactions.query('TRUNCATE driver_position, driver_presence'));

  /** Seconds since a driver was seen, by the database's clock. */
  const silenceOf = async (driverId: string): Promise<number | undefined> => {
    const [row] = await transactions.query<{ seconds: number }>(
      `SELECT extract(epoch FROM clock_timestamp() - seen_at)::float8 AS seconds
       FROM driver_presence WHERE driver_id = $1`,
      [driverId],
    );
    return row?.seconds;
  };

  it('signs of life are written in one batch a second at most', async () => {
    const positions = new DriverLocationRecorder(transactions);
    const { query } = transactions;
    let statements = 0;
    transactions.query = (...given) => {
      statements += 1;
      return query.apply(transactions, given) as never;
    };
    const begin = performance.now();
    for (let request = 0; request < 2_000; request++) {
      positions.touch(request % 2 === 0 ? ada : bob);
      if (request % 10 === 0) await positions.record(ada, [{ lat: 1, lng: 1 }]);
    }
    await positions.beforeApplicationShutdown();
    transactions.query = query;
    const elapsed = (performance.now() - begin) / 1000;
    expect(statements).toBeLessThanOrEqual(2 + elapsed);
    expect(await silenceOf(ada)).toBeLessThan(elapsed + 1);
    expect(await silenceOf(bob)).toBeLessThan(elapsed + 1);
  });

  it('reports that arrive during a slow write join one later batch, and none is queued', async () => {
    const positions = new DriverLocationRecorder(transactions);
    const { query } = transactions;
    let statements = 0;
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    transactions.query = async (...given) => {
      statements += 1;
      await slow;
      return query.apply(transactions, given) as never;
    };
    // The first report is written at once; this write is the slow one.
    const first = positions.record(ada, [{ lat: 1, lng: 1 }]);
    await until('the slow write is under way', () => statements === 1);
    for (let n = 0; n < 500; n++) await positions.record(ada, [{ lat: n / 10, lng: 1 }]);
    positions.touch(bob);
    await until('the signs of life are late', () => positions.writeDelaySeconds > 0);
    expect(statements).toBe(1);
    release();
    await first;
    await positions.beforeApplicationShutdown();
    transactions.query = query;
    expect(statements).toBe(2);
    expect(positions.writeDelaySeconds).toBe(0);
    expect(await silenceOf(bob)).toBeGreaterThan(0);
  });

  it('a sign of life after a long pause is not late', async () => {
    const positions = new DriverLocationRecorder(transactions);
    positions.touch(bob);
    await positions.beforeApplicationShutdown();
    const pause = 2_500;
    const begin = performance.now();
    await until('a pause has passed', () => performance.now() - begin > pause);
    positions.touch(ada);
    expect(positions.writeDelaySeconds).toBe(0);
    await positions.beforeApplicationShutdown();
  });

  it('a batch of a large fleet is written in statements of 1,000 drivers', async () => {
    const positions = new DriverLocationRecorder(transactions);
    const { query } = transactions;
    let statements = 0;
    transactions.query = (...given) => {
      statements += 1;
      return query.apply(transactions, given) as never;
    };
    await positions.record(ada, [{ lat: 1, lng: 1 }]);
    statements = 0;
    for (let n = 0; n < 2_500; n++)
      positions.touch(`${ada.slice(0, -4)}${String(n).padStart(4, '0')}`);
    await positions.beforeApplicationShutdown();
    transactions.query = query;
    expect(statements).toBe(3);
    const [row] = await transactions.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM driver_presence',
    );
    expect(row?.n).toBeGreaterThanOrEqual(2_500);
  });

  it('a driver counts as seen at the time of the request, not at that of the write', async () => {
    const positions = new DriverLocationRecorder(transactions);
    await positions.record(bob, [{ lat: 1, lng: 1 }]);
    const begin = performance.now();
    positions.touch(ada);
    await until('it is written', async () => (await silenceOf(ada)) !== undefined);
    const waited = (performance.now() - begin) / 1000;
    expect(waited).toBeGreaterThan(0.5);
    expect(await silenceOf(ada)).toBeGreaterThan(waited - 0.2);
  });

  it('an older sign of life from one process doesn’t replace a later one from another', async () => {
    const [one, other] = [
      new DriverLocationRecorder(transactions),
      new DriverLocationRecorder(transactions),
    ];
    one.touch(ada);
    other.touch(ada);
    await other.beforeApplicationShutdown();
    const before = await silenceOf(ada);
    await one.beforeApplicationShutdown();
    expect(await silenceOf(ada)).toBeLessThan(before! + 1);
    await transactions.query(`UPDATE driver_presence SET seen_at = clock_timestamp() + '1 min'`);
    one.touch(ada);
    await one.beforeApplicationShutdown();
    expect(await silenceOf(ada)).toBeLessThan(-50);
  });

  it('processes that write locations and signs of life at the same time don’t deadlock', async () => {
    const ids = Array.from(
      { length: 200 },
      (_, n) => `${ada.slice(0, -3)}${String(n).padStart(3, '0')}`,
    );
    const writers = Array.from({ length: 4 }, () => new DriverLocationRecorder(transactions));
    for (let round = 0; round < 10; round++) {
      for (const [n, id] of [...ids, ...ids.toReversed()].entries()) writers[n % 4]!.touch(id);
      const located = writers.map((writer, n) =>
        writer.record(ids[(round * 7 + n) % 200]!, [{ lat: 1, lng: 1 }]),
      );
      const alone = transactions.run((tx) =>
        writers[0]!.write(tx, ids[round]!, { lat: 2, lng: 2 }),
      );
      await Promise.all([...located, alone]);
      await Promise.all(writers.map((writer) => writer.beforeApplicationShutdown()));
    }
    const [{ n } = { n: 0 }] = await transactions.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM driver_presence',
    );
    expect(n).toBe(200);
  });
});

function failAway(): never {
  throw new DomainError('DATABASE_UNAVAILABLE', 'The database is away.');
}
