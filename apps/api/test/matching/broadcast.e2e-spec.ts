import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Position } from '#contracts';
import { until } from '#testing';
import { expectOk, nextOffer, pickup, requestTrip, signUp, SqlPeek, tripOf } from '#api-harness';
import { DutyRoster, accept, decline, hearRevoked, type OnDuty } from './duty-roster.js';

/** Drivers who are asked for one trip at once. */
const ASKED = 3;

let roster: DutyRoster;

beforeAll(async () => {
  roster = await DutyRoster.open({ MATCHING_POLICY: 'broadcast' });
});

afterEach(() => roster.clear());
afterAll(() => roster.close());

/** Each a little farther from the pickup than the one before. */
const near = (rank: number): Position => ({ ...pickup, lat: pickup.lat - rank / 2000 });

async function driversOnDuty(count: number): Promise<OnDuty[]> {
  const drivers: OnDuty[] = [];
  for (let rank = 0; rank < count; rank++) drivers.push(await roster.driver(near(rank)));
  return drivers;
}

/** A trip, and the drivers who are asked for it. */
async function broadcast(count = ASKED) {
  const drivers = await driversOnDuty(count);
  const rider = await signUp(roster.server, 'rider');
  const trip = await requestTrip(rider);
  const asked = drivers.slice(0, ASKED);
  const offers = await roster.offersTo(asked);
  return { rider, trip, asked, rest: drivers.slice(ASKED), offers };
}

const offersOf = (tripId: string) =>
  roster.peek.rows<{ status: string; exclusive: boolean }>(
    'SELECT status, exclusive FROM offer WHERE trip_id = $1 ORDER BY status',
    [tripId],
  );
const statusesOf = async (tripId: string) => (await offersOf(tripId)).map(({ status }) => status);

describe('a trip that is broadcast', () => {
  it('a broadcast trip is offered to its three best drivers at once, in one transaction', async () => {
    const { trip, offers, rest } = await broadcast(4);
    expect(offers.map(({ tripId }) => tripId)).toEqual([trip.id, trip.id, trip.id]);
    expect(await offersOf(trip.id)).toEqual(
      Array.from({ length: ASKED }, () => ({ status: 'pending', exclusive: false })),
    );
    const xids = await roster.peek.value<number>(
      `SELECT count(DISTINCT xid)::int FROM outbox WHERE subject = $1 AND type = 'offer.created'`,
      [`trip/${trip.id}`],
    );
    expect(xids).toBe(1);
    expect(await Promise.all(rest.map((driver) => roster.wasAsked(driver)))).toEqual([false]);
  });

  it('goes to the first who accepts; the others’ offers end with that', async () => {
    const { rider, trip, asked, offers } = await broadcast();
    const won = await accept(asked[1]!.driver, offers[1]!);
    expect(won).toMatchObject({ status: 200, body: { driver: { id: asked[1]!.driver.id } } });

    for (const loser of [0, 2]) {
      expect((await hearRevoked(asked[loser]!)).reason).toBe('trip_assigned');
      const late = await accept(asked[loser]!.driver, offers[loser]!);
      expect(late).toMatchObject({ status: 409, body: { code: 'OFFER_REVOKED' } });
    }
    const xids = await roster.peek.value<number>(
      `SELECT count(DISTINCT xid)::int FROM outbox
       WHERE subject = $1 AND type IN ('trip.driver_assigned', 'offer.accepted', 'offer.revoked')`,
      [`trip/${trip.id}`],
    );
    expect(xids).toBe(1);
    expect((await tripOf(rider, trip.id)).driver?.id).toBe(asked[1]!.driver.id);
  });

  it('a broadcast trip has one winner, however many drivers accept at the same moment', async () => {
    for (let round = 0; round < 4; round++) {
      const { rider, trip, asked, offers } = await broadcast();
      const answers = await Promise.all(asked.map(({ driver }, i) => accept(driver, offers[i]!)));

      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      for (const { status, body } of answers) {
        if (status === 409) expect(['OFFER_REVOKED', 'TRIP_ALREADY_ASSIGNED']).toContain(body.code);
      }
      const winner = asked[answers.findIndex(({ status }) => status === 200)]!;
      expect((await tripOf(rider, trip.id)).driver?.id).toBe(winner.driver.id);
      expect(await statusesOf(trip.id)).toEqual(['accepted', 'revoked', 'revoked']);
      await roster.clear();
    }
  });

  it('stays with the others when one declines', async () => {
    const { trip, asked, offers, rest } = await broadcast(4);
    await decline(asked[0]!.driver, offers[0]!);
    expect(await statusesOf(trip.id)).toEqual(['declined', 'pending', 'pending']);
    // The one who is free hears of the next trip only.
    const next = await roster.request();
    expect((await nextOffer(rest[0]!.stream)).tripId).toBe(next.id);
    expect((await accept(asked[2]!.driver, offers[2]!)).status).toBe(200);
  });

  it('a broadcast trip is offered to the next drivers when all have declined, and not to those again', async () => {
    const { trip, asked, offers, rest } = await broadcast(5);
    for (const [i, { driver }] of asked.entries()) await decline(driver, offers[i]!);
    const next = await roster.offersTo(rest);
    expect(next.map(({ tripId }) => tripId)).toEqual([trip.id, trip.id]);
    for (const [i, { driver }] of rest.entries()) await decline(driver, next[i]!);
    await roster.untilLeft();
    const asks = await roster.peek.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM offer WHERE trip_id = $1 GROUP BY driver_id',
      [trip.id],
    );
    expect(asks).toEqual(Array.from({ length: 5 }, () => ({ n: 1 })));
  });

  it('a broadcast trip is taken from all drivers when its rider cancels', async () => {
    const { rider, trip, asked } = await broadcast();
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
    const ends = await Promise.all(asked.map(hearRevoked));
    expect(ends.map(({ reason }) => reason)).toEqual(Array(ASKED).fill('trip_cancelled'));
  });

  it('comes back to drivers who were too late, when the winner gives it back', async () => {
    const { trip, asked, offers } = await broadcast();
    await expectOk(asked[0]!.driver.post(`/v1/offers/${offers[0]!.id}/accept`));
    await Promise.all(asked.slice(1).map(hearRevoked));
    const because = { reason: 'Flat tyre' };
    await expectOk(asked[0]!.driver.post(`/v1/trips/${trip.id}/cancel`, because));
    const again = await roster.offersTo(asked.slice(1));
    expect(again.map(({ tripId }) => tripId)).toEqual([trip.id, trip.id]);
    expect(await statusesOf(trip.id)).toEqual([
      'accepted',
      'pending',
      'pending',
      'revoked',
      'revoked',
    ]);
  });

  it('a broadcast trip is offered to the drivers who are still free at its turn', async () => {
    const drivers = await driversOnDuty(ASKED);
    const watcher = await SqlPeek.at(roster.server);
    await watcher.rows('BEGIN');
    await watcher.rows('SELECT FROM driver WHERE id = $1 FOR UPDATE', [drivers[0]!.driver.id]);
    const trip = await roster.request();
    const offers = await roster.offersTo(drivers.slice(1));
    expect(offers.map(({ tripId }) => tripId)).toEqual([trip.id, trip.id]);
    expect(await roster.wasAsked(drivers[0]!)).toBe(false);
    await watcher.rows('COMMIT');
    await watcher.close();
  });
});

describe('of the offers of one broadcast', () => {
  it('undelivered offers of a broadcast are revoked and the acknowledged one stays', async () => {
    const strict = await DutyRoster.open({ MATCHING_POLICY: 'broadcast', OFFER_ACK_SECONDS: '1' });
    const [first, second] = [await strict.driver(near(0)), await strict.driver(near(1))];
    const trip = await strict.request();
    const [offer] = await strict.offersTo([first, second]);
    const created = first.stream.frames.find(({ event }) => event === 'offer.created');
    await expectOk(first.driver.post('/v1/streams/acks', { cursor: created?.id }));
    expect((await hearRevoked(second)).reason).toBe('undelivered');
    expect(await strict.peek.offerStatus(offer!.id)).toBe('pending');
    expect((await accept(first.driver, offer!)).body).toMatchObject({ id: trip.id });
    await strict.clear();
    await strict.close();
  });

  it('all run out together, and the next driver is asked', async () => {
    const hasty = await DutyRoster.open({ MATCHING_POLICY: 'broadcast', OFFER_SECONDS: '1' });
    const drivers = [];
    for (let rank = 0; rank < 4; rank++) drivers.push(await hasty.driver(near(rank)));
    const trip = await hasty.request();
    expect((await nextOffer(drivers[3]!.stream)).tripId).toBe(trip.id);
    const statuses = await until('they have ended', async () => {
      const rows = await hasty.peek.rows<{ status: string }>(
        'SELECT status FROM offer WHERE trip_id = $1 ORDER BY created_at, status LIMIT 3',
        [trip.id],
      );
      return rows.every(({ status }) => status !== 'pending') ? rows : undefined;
    });
    expect(statuses).toEqual(Array(3).fill({ status: 'expired' }));
    await hasty.clear();
    await hasty.close();
  });
});
