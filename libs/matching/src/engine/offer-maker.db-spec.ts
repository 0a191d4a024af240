import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { streamId } from '#contracts';
import { EngineFixture } from '../../test/engine-fixture.js';
import type { OfferPlan } from './offer-plan.js';

let engine: EngineFixture;

beforeEach(async () => {
  engine = await EngineFixture.open();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await engine.close();
});

const make = (plans: readonly OfferPlan[]): Promise<number> =>
  engine.maker.makeAll(engine.session, plans);

const driverOf = ({ drivers }: OfferPlan): string => drivers[0]?.driverId ?? '';

/** @returns for each plan whether its trip gets an offer, without the plan of the given index */
const allBut = (plans: readonly OfferPlan[], left: number): boolean[] =>
  plans.map((_, index) => index !== left);

/** Runs `work` while another transaction holds the row locks of a statement. */
async function whileLocked<T>(sql: string, id: string, work: () => Promise<T>): Promise<T> {
  const other = await engine.connect();
  await other.query('BEGIN');
  await other.query(sql, [id]);
  try {
    return await work();
  } finally {
    await other.query('ROLLBACK');
    await other.end();
  }
}

async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  await work();
  const count = query.mock.calls.length;
  query.mockRestore();
  return count;
}

describe('OfferMaker', () => {
  it('writes an offer, an event and a delivery for each pairing', async () => {
    const plans = await engine.plan(300);
    expect(await make(plans)).toBe(300);
    const [counts] = await engine.rows(
      `SELECT (SELECT count(*)::int FROM offer WHERE status = 'pending' AND exclusive) AS offers,
         (SELECT count(*)::int FROM outbox o JOIN offer f USING (id)
          WHERE o.type = 'offer.created' AND o.subject = 'trip/' || f.trip_id) AS events,
         (SELECT count(*)::int FROM mailbox m JOIN offer f ON f.id = m.outbox_id
          WHERE m.stream = 'driver/' || f.driver_id AND m.seq = 1) AS deliveries`,
    );
    expect(counts).toEqual({ offers: 300, events: 300, deliveries: 300 });
  });

  it('sends as many statements for a hundred pairings as for ten', async () => {
    const ten = await engine.plan(10);
    const hundred = await engine.plan(100);
    await make(await engine.plan(1));
    const forTen = await countStatements(() => make(ten));
    expect(await countStatements(() => make(hundred))).toBe(forTen);
  });

  it('skips a trip, a driver and a stream that another transaction has locked, without a wait', async () => {
    const plans = await engine.plan(6);
    await engine.rows('INSERT INTO stream (id, seq) VALUES ($1, 1)', [
      streamId('driver', driverOf(plans[4]!)),
    ]);
    const made = await whileLocked(
      'SELECT FROM trip WHERE id = $1 FOR UPDATE',
      plans[1]!.tripId,
      () =>
        whileLocked('SELECT FROM driver WHERE id = $1 FOR UPDATE', driverOf(plans[2]!), () =>
          whileLocked(
            'SELECT FROM stream WHERE id = $1 FOR UPDATE',
            streamId('driver', driverOf(plans[4]!)),
            () => make(plans),
          ),
        ),
    );
    expect(made).toBe(3);
    expect(await engine.offeredOf(plans)).toEqual([true, false, false, true, false, true]);
    expect(await make(plans)).toBe(3);
    expect(await engine.offeredOf(plans)).toEqual(plans.map(() => true));
  });

  it('leaves out trips and drivers that changed after the decision', async () => {
    const plans = await engine.plan(5);
    await engine.rows(`UPDATE trip SET status = 'cancelled' WHERE id = $1`, [plans[0]!.tripId]);
    await engine.rows(`UPDATE driver SET availability = 'offline' WHERE id = $1`, [
      driverOf(plans[1]!),
    ]);
    await engine.rows(`UPDATE trip SET driver_id = $2, status = 'in_progress' WHERE id = $1`, [
      (await engine.addTrips(1))[0],
      driverOf(plans[2]!),
    ]);
    await make([{ tripId: (await engine.addTrips(1))[0]!, drivers: plans[3]!.drivers }]);
    expect(await make(plans)).toBe(1);
    expect(await engine.offeredOf(plans)).toEqual([false, false, false, false, true]);
  });

  it('isolates a pairing that the database refuses, and the others get their offers', async () => {
    const plans = await engine.plan(9);
    await engine.rows(`ALTER TABLE offer ADD CHECK (driver_id <> '${driverOf(plans[8]!)}')`);
    expect(await make(plans)).toBe(8);
    expect(await engine.offeredOf(plans)).toEqual(allBut(plans, 8));
  });

  it('leaves out a second pairing of a driver, which the unique index refuses', async () => {
    const plans = await engine.plan(3);
    const twice = { tripId: plans[2]!.tripId, drivers: plans[0]!.drivers };
    expect(await make([plans[0]!, plans[1]!, twice])).toBe(2);
    expect(await engine.offeredOf(plans)).toEqual([true, true, false]);
  });

  it('replaces an offer past its expiry, so that its driver reads expired before the next one', async () => {
    const plans = await engine.plan(2);
    await make(plans);
    await engine.rows('UPDATE offer SET expires_at = clock_timestamp()');
    const next = plans.map(({ tripId }, index) => ({
      tripId,
      drivers: [plans[1 - index]!.drivers[0]!],
    }));
    // Both drivers still have a pending offer, so neither trip changes.
    expect(await make(next)).toBe(0);
    const fresh = await engine.addDrivers(2);
    const later = plans.map(({ tripId }, index) => ({
      tripId,
      drivers: [{ driverId: fresh[index]!, pickupSeconds: 1, pickupMeters: 1 }],
    }));
    expect(await make(later)).toBe(2);
    expect(
      await engine.rows(`SELECT status, count(*)::int FROM offer GROUP BY status ORDER BY status`),
    ).toEqual([
      { status: 'expired', count: 2 },
      { status: 'pending', count: 2 },
    ]);
    const types = await engine.rows<{ type: string }>(
      `SELECT o.type FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
       WHERE m.stream = $1 ORDER BY m.seq`,
      [streamId('driver', driverOf(plans[0]!))],
    );
    expect(types.map(({ type }) => type)).toEqual(['offer.created', 'offer.expired']);
  });

  it('makes no offer and stops when its session ends in the middle of a batch', async () => {
    const plans = await engine.plan(20);
    await engine.rows(
      `CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`,
    );
    await engine.rows(
      `CREATE TRIGGER end_session AFTER INSERT ON offer
       FOR EACH STATEMENT EXECUTE FUNCTION end_session()`,
    );
    await expect(make(plans)).rejects.toThrow();
    expect(await engine.offeredOf(plans)).toEqual(plans.map(() => false));
    expect(await engine.rows('SELECT FROM outbox')).toEqual([]);
  });
});

describe('OfferMaker of a policy that asks several drivers', () => {
  beforeEach(async () => {
    await engine.close();
    engine = await EngineFixture.open({ asksSeveral: true });
  });

  it('makes the offers of one trip in one transaction, also across the bound of a batch', async () => {
    const plans = await engine.plan(3, 100);
    expect(await make(plans)).toBe(3);
    const rows = await engine.rows(
      `SELECT count(*)::int AS offers, count(DISTINCT o.xid)::int AS transactions
       FROM offer f JOIN outbox o USING (id) GROUP BY f.trip_id`,
    );
    expect(rows).toEqual(plans.map(() => ({ offers: 100, transactions: 1 })));
  });

  it('asks the other drivers of a trip when one of them is locked', async () => {
    const plans = await engine.plan(2, 3);
    await whileLocked('SELECT FROM driver WHERE id = $1 FOR UPDATE', driverOf(plans[0]!), () =>
      make(plans),
    );
    const rows = await engine.rows<{ count: number }>(
      'SELECT count(*)::int FROM offer GROUP BY trip_id ORDER BY count',
    );
    expect(rows.map(({ count }) => count)).toEqual([2, 3]);
  });
});
