import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { EngineFixture } from '../../test/engine-fixture.js';
import type { PlannedReposition } from './reposition-planner.js';

let fixture: EngineFixture;

beforeAll(async () => {
  fixture = await EngineFixture.open();
});

beforeEach(() => fixture.client.query('TRUNCATE reposition, driver, offer, trip, mailbox, stream'));
afterAll(() => fixture.close());

const planFor = (driverIds: readonly string[]): PlannedReposition[] =>
  driverIds.map((driverId) => ({
    driverId,
    fromNode: 0,
    towardsNode: 1,
    expectedRiders: 3,
    withinSeconds: 600,
  }));

const suggest = (driverIds: readonly string[]): Promise<number> =>
  fixture.session.run((tx) => fixture.repositionMaker.make(tx, planFor(driverIds)));

const eventsOf = async (driverId: string): Promise<string[]> => {
  const rows = await fixture.rows<{ type: string }>(
    `SELECT o.type FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
     WHERE m.stream = 'driver/' || $1 ORDER BY m.seq`,
    [driverId],
  );
  return rows.map(({ type }) => type);
};

const findUnavailable = async (retrySeconds: number): Promise<string[]> => {
  const find = fixture.session.run((tx) => fixture.repositions.findUnavailable(tx, retrySeconds));
  return (await find).map(({ driverId }) => driverId);
};

/** Ends the suggestion of a driver as that driver's decline does, so many seconds ago. */
const declineAgo = (driverId: string, seconds: number) =>
  fixture.rows(
    `UPDATE reposition SET status = 'ended', end_reason = 'declined',
       ended_at = clock_timestamp() - make_interval(secs => $2) WHERE driver_id = $1`,
    [driverId, seconds],
  );

describe('RepositionMaker', () => {
  it('makes a suggestion with its event for each driver who is free', async () => {
    const drivers = await fixture.addDrivers(3);
    expect(await suggest(drivers)).toBe(3);
    for (const driverId of drivers) expect(await eventsOf(driverId)).toEqual(['driver.reposition']);
  });

  it('makes no suggestion to a driver with a trip or an offer, off duty or unknown', async () => {
    const [riding = '', offered = '', offDuty = '', free = ''] = await fixture.addDrivers(4);
    const [trip] = await fixture.addTrips(1);
    await fixture.rows(
      `UPDATE trip SET status = 'driver_assigned', driver_id = $1, driver = '{}' WHERE id = $2`,
      [riding, trip],
    );
    await fixture.rows(
      `INSERT INTO offer (id, trip_id, driver_id, status, exclusive, ride, pickup_eta_seconds,
         pickup_distance_meters, created_at, expires_at)
       VALUES ($1, $1, $2, 'pending', true, '{}', 1, 1, now(), now())`,
      [randomUUID(), offered],
    );
    await fixture.rows(`UPDATE driver SET availability = 'offline' WHERE id = $1`, [offDuty]);
    expect(await suggest([riding, offered, offDuty, randomUUID(), free])).toBe(1);
    expect(await eventsOf(free)).toEqual(['driver.reposition']);
  });

  it('leaves a driver with an open suggestion and one whose row is locked', async () => {
    const [open = '', locked = ''] = await fixture.addDrivers(2);
    await suggest([open]);
    const other = await fixture.connect();
    await other.query('BEGIN');
    await other.query('SELECT FROM driver WHERE id = $1 FOR UPDATE', [locked]);
    expect(await suggest([open, locked])).toBe(0);
    await other.query('ROLLBACK');
    await other.end();
    expect(await eventsOf(open)).toEqual(['driver.reposition']);
  });

  it('keeps one row a driver when a suggestion follows the end of another', async () => {
    const [driverId = ''] = await fixture.addDrivers(1);
    await suggest([driverId]);
    await declineAgo(driverId, 1);
    expect(await suggest([driverId])).toBe(1);
    const rows = await fixture.rows('SELECT status, end_reason, ended_at FROM reposition');
    expect(rows).toEqual([{ status: 'suggested', end_reason: null, ended_at: null }]);
  });
});

describe('RepositionSweeper', () => {
  it('ends suggestions past their expiry, and no others', async () => {
    const [late = '', early = ''] = await fixture.addDrivers(2);
    await suggest([late, early]);
    await fixture.rows(`UPDATE reposition SET expires_at = now() WHERE driver_id = $1`, [late]);
    await fixture.repositionSweeper.sweep(fixture.session);
    expect(await eventsOf(late)).toEqual(['driver.reposition', 'driver.reposition_ended']);
    expect(await eventsOf(early)).toEqual(['driver.reposition']);
    const ended = await fixture.rows(`SELECT end_reason FROM reposition WHERE status = 'ended'`);
    expect(ended).toEqual([{ end_reason: 'expired' }]);
  });
});

describe('OfferMaker', () => {
  it('ends the suggestion of a driver in the transaction of the offer, before it', async () => {
    const [plan] = await fixture.plan(1);
    const driverId = plan?.drivers[0]?.driverId ?? '';
    await suggest([driverId]);
    expect(await fixture.maker.makeAll(fixture.session, plan ? [plan] : [])).toBe(1);
    expect(await eventsOf(driverId)).toEqual([
      'driver.reposition',
      'driver.reposition_ended',
      'offer.created',
    ]);
  });
});

describe('the drivers who get no suggestion', () => {
  it('drivers without a suggestion are those with an open one, and for a while those who declined', async () => {
    const [open = '', fresh = '', old = ''] = await fixture.addDrivers(3);
    await suggest([open, fresh, old]);
    await declineAgo(fresh, 10);
    await declineAgo(old, 100);
    expect((await findUnavailable(60)).sort()).toEqual([open, fresh].sort());
    expect(await findUnavailable(0)).toEqual([open]);
  });
});
