import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { EngineFixture } from '../../test/engine-fixture.js';

let engine: EngineFixture;

beforeEach(async () => {
  engine = await EngineFixture.open();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await engine.close();
});

const sweepAll = () => engine.sweeper.sweepAll(engine.session);

/** Makes offers that are past their expiry. @returns the ids of their trips */
async function makeOverdue(count: number): Promise<string[]> {
  const plans = await engine.plan(count);
  await engine.maker.makeAll(engine.session, plans);
  const ids = plans.map(({ tripId }) => tripId);
  await engine.rows(
    'UPDATE offer SET expires_at = clock_timestamp() WHERE trip_id = ANY($1::uuid[])',
    [ids],
  );
  return ids;
}

async function countOffers(): Promise<Record<string, number>> {
  const rows = await engine.rows<{ status: string; count: number }>(
    'SELECT status, count(*)::int FROM offer GROUP BY status',
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

describe('OverdueSweeper', () => {
  it('closes the overdue offers of many trips, each with one event', async () => {
    await makeOverdue(300);
    await sweepAll();
    expect(await countOffers()).toEqual({ expired: 300 });
    const [row] = await engine.rows(
      `SELECT count(*)::int AS events, count(DISTINCT m.stream)::int AS streams
       FROM outbox o JOIN mailbox m ON m.outbox_id = o.id WHERE o.type = 'offer.expired'`,
    );
    expect(row).toEqual({ events: 300, streams: 300 });
  });

  it('gives up the searches past their deadline and revokes their offers', async () => {
    const plans = await engine.plan(30);
    await engine.maker.makeAll(engine.session, plans);
    await engine.rows('UPDATE trip SET matching_deadline = clock_timestamp()');
    await sweepAll();
    expect(await countOffers()).toEqual({ revoked: 30 });
    const rows = await engine.rows(
      `SELECT status, version, ended_at IS NOT NULL AS ended, pin, count(*)::int FROM trip
       GROUP BY 1, 2, 3, 4`,
    );
    expect(rows).toEqual([
      { status: 'no_drivers_available', version: 2, ended: true, pin: '1234', count: 30 },
    ]);
  });

  it('sends as many statements for a hundred trips as for ten', async () => {
    await makeOverdue(1);
    await sweepAll();
    const counts: number[] = [];
    for (const trips of [10, 100]) {
      await makeOverdue(trips);
      const query = jest.spyOn(pg.Client.prototype, 'query');
      await sweepAll();
      counts.push(query.mock.calls.length);
      query.mockRestore();
    }
    expect(counts[1]).toBe(counts[0]);
    expect(await countOffers()).toEqual({ expired: 111 });
  });

  it.each([
    ['the trip', 'SELECT FROM trip WHERE id = $1 FOR UPDATE'],
    ['the offer', 'SELECT FROM offer WHERE trip_id = $1 FOR UPDATE'],
    [
      'the stream of the driver',
      `SELECT FROM stream WHERE id = (SELECT 'driver/' || driver_id FROM offer WHERE trip_id = $1)
       FOR UPDATE`,
    ],
  ])('leaves a trip for the next round while another transaction has locked %s', async (_, sql) => {
    const [held] = await makeOverdue(4);
    const other = await engine.connect();
    await other.query('BEGIN');
    await other.query(sql, [held]);
    await sweepAll();
    expect(await countOffers()).toEqual({ expired: 3, pending: 1 });
    await other.query('ROLLBACK');
    await other.end();
    await sweepAll();
    expect(await countOffers()).toEqual({ expired: 4 });
  });

  it('isolates a trip that makes the transaction fail, and sweeps the others', async () => {
    const plans = await engine.plan(20);
    await engine.maker.makeAll(engine.session, plans);
    await engine.rows('UPDATE trip SET matching_deadline = clock_timestamp()');
    await engine.rows(
      `ALTER TABLE trip ADD CHECK (status = 'matching' OR id <> '${plans[3]!.tripId}')`,
    );
    await sweepAll();
    expect(await countOffers()).toEqual({ pending: 1, revoked: 19 });
  });
});
