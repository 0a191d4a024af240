import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Trip } from '#contracts';
import {
  expectOk,
  newKey,
  nextOffer,
  type Person,
  pickup,
  requestTrip,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';

let server: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  server = await startTestServer();
  peek = await SqlPeek.at(server);
});

afterEach(() => peek.resetCity());

afterAll(async () => {
  await peek.close();
  await server.drop();
});

const accept = (driver: Person, offerId: string, headers = {}) =>
  driver.post(`/v1/offers/${offerId}/accept`, undefined, headers);
const decline = (driver: Person, offerId: string) =>
  driver.post(`/v1/offers/${offerId}/decline`, { reason: 'Too far' });

/** A driver with a pending offer of the one trip there is. */
async function offered() {
  const [rider, driver] = await Promise.all([signUp(server, 'rider'), signUp(server, 'driver')]);
  const stream = await driver.stream();
  await peek.place(driver.id, pickup);
  await expectOk(driver.put('/v1/drivers/me/availability', { status: 'online' }));
  const trip = await requestTrip(rider);
  const offer = await nextOffer(stream);
  await stream.close();
  return { rider, driver, trip, offer };
}

describe('fifty accepts of one offer at once', () => {
  it.each([
    ['without a key', () => ({})],
    ['each with a key of its own', newKey],
  ])('%s have one winner and one effect', async (_keys, headers) => {
    const { driver, trip, offer } = await offered();

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => accept(driver, offer.id, headers())),
    );

    // The winner may ask again and again: it is one driver, who gets one answer.
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const versions = answers.map(({ body }) => (body as Trip).version);
    expect(new Set(versions)).toEqual(new Set([2]));
    expect(await peek.eventsOf(`trip/${trip.id}`)).toEqual([
      'trip.requested',
      'trip.driver_assigned',
    ]);
    const ofDriver = await peek.eventsOf(`driver/${driver.id}`);
    expect(ofDriver.filter((type) => type === 'offer.accepted')).toHaveLength(1);
  });

  it('fifty accepts with one key have one effect, and an early retry is refused as in flight', async () => {
    const { driver, trip, offer } = await offered();
    const key = newKey();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => accept(driver, offer.id, key)),
    );
    const refusals = answers.filter(({ status }) => status !== 200);
    expect(new Set(refusals.map(({ body }) => body.code as string))).toEqual(
      new Set(refusals.length > 0 ? ['IDEMPOTENCY_IN_FLIGHT'] : []),
    );
    const first = answers.filter(
      ({ status, headers }) => status === 200 && !headers.has('idempotent-replayed'),
    );
    expect(first).toHaveLength(1);
    expect(await peek.eventsOf(`trip/${trip.id}`)).toHaveLength(2);
  });
});

describe('two drivers who accept one trip at once', () => {
  it('one of two drivers who accept wins, and the offer of the other ends in the same transaction', async () => {
    for (let round = 0; round < 5; round++) {
      const { trip } = await rideTo(server, 'matching');
      const drivers = await Promise.all([signUp(server, 'driver'), signUp(server, 'driver')]);
      const offers = await Promise.all(drivers.map(({ id }) => peek.broadcastOffer(trip.id, id)));

      const answers = await Promise.all(drivers.map((driver, i) => accept(driver, offers[i]!)));

      const winner = answers.findIndex(({ status }) => status === 200);
      const loser = 1 - winner;
      expect(answers[winner]?.body.driver.id).toBe(drivers[winner]?.id);
      expect(answers[loser]?.status).toBe(409);
      expect(['TRIP_ALREADY_ASSIGNED', 'OFFER_REVOKED']).toContain(answers[loser]?.body.code);
      expect(await peek.offerStatus(offers[winner]!)).toBe('accepted');
      expect(await peek.offerStatus(offers[loser]!)).toBe('revoked');
      // One transaction appended both events: the loser's and the winner's.
      const xids = await peek.value<number>(
        `SELECT count(DISTINCT xid)::int FROM outbox
         WHERE subject = $1 AND type IN ('trip.driver_assigned', 'offer.accepted', 'offer.revoked')`,
        [`trip/${trip.id}`],
      );
      expect(xids).toBe(1);
      await peek.resetCity();
    }
  });
});

describe('an accept that waited for a lock', () => {
  it('past the expiry loses', async () => {
    const { driver, trip, offer } = await offered();
    await peek.shorten(offer.id);
    await peek.rows('BEGIN');
    await peek.rows('SELECT FROM trip WHERE id = $1 FOR UPDATE', [trip.id]);
    const waiting = accept(driver, offer.id);
    const watcher = await SqlPeek.at(server);
    await watcher.untilTransactionsWait();
    await watcher.untilExpired(offer.id);
    await peek.rows('COMMIT');

    expect(await waiting).toMatchObject({ status: 409, body: { code: 'OFFER_EXPIRED' } });
    expect(await peek.eventsOf(`trip/${trip.id}`)).toEqual(['trip.requested']);
    await watcher.close();
  });

  it('an accept that arrived in time wins although it waited for a lock', async () => {
    const { driver, trip, offer } = await offered();
    await peek.rows('BEGIN');
    await peek.rows('SELECT FROM trip WHERE id = $1 FOR UPDATE', [trip.id]);
    const waiting = accept(driver, offer.id);
    const watcher = await SqlPeek.at(server);
    await watcher.untilTransactionsWait();
    await peek.rows('COMMIT');
    expect(await waiting).toMatchObject({ status: 200 });
    await watcher.close();
  });
});

describe('an answer that comes too late', () => {
  it('after the rider’s cancel is OFFER_REVOKED, whether or not it was announced', async () => {
    const { rider, driver, trip, offer } = await offered();
    await rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' });
    expect(await accept(driver, offer.id)).toMatchObject({
      status: 409,
      body: { code: 'OFFER_REVOKED', retryable: false },
    });
  });

  it('after a decline is OFFER_DECLINED, and declining twice is declining once', async () => {
    const { driver, offer } = await offered();
    const first = await decline(driver, offer.id);
    expect(first).toMatchObject({ status: 200, body: { id: offer.id, status: 'declined' } });
    expect(await decline(driver, offer.id)).toMatchObject({ status: 200, body: first.body });
    expect((await accept(driver, offer.id)).body.code).toBe('OFFER_DECLINED');
  });

  it('an accept after the expiry answers OFFER_EXPIRED', async () => {
    const { driver, offer } = await offered();
    await peek.shorten(offer.id);
    await peek.untilExpired(offer.id);
    expect((await accept(driver, offer.id)).body.code).toBe('OFFER_EXPIRED');
    expect((await decline(driver, offer.id)).body.code).toBe('OFFER_EXPIRED');
  });

  it('a decline after the accept answers OFFER_ALREADY_ACCEPTED', async () => {
    const { driver, offer } = await offered();
    await accept(driver, offer.id);
    expect((await decline(driver, offer.id)).body.code).toBe('OFFER_ALREADY_ACCEPTED');
  });

  it('an accept of a driver who took another trip meanwhile answers DRIVER_BUSY', async () => {
    const { driver } = await rideTo(server, 'driver_assigned');
    const { trip } = await rideTo(server, 'matching');
    const offer = await peek.broadcastOffer(trip.id, driver.id);
    expect(await accept(driver, offer)).toMatchObject({
      status: 409,
      body: { code: 'DRIVER_BUSY' },
    });
  });
});

describe('an offer of another driver', () => {
  it('an offer of another driver is unknown, like one that does not exist', async () => {
    const { offer } = await offered();
    const stranger = await signUp(server, 'driver');
    for (const id of [offer.id, '01890000-0000-7000-8000-000000000000', 'nonsense']) {
      expect(await accept(stranger, id)).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND' },
      });
      expect((await decline(stranger, id)).status).toBe(404);
    }
  });
});
