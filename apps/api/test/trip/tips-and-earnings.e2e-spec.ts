import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Earnings, Receipt } from '#contracts';
import {
  dataOf,
  expectOk,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

let server: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  server = await startTestServer();
  peek = await SqlPeek.at(server);
});

beforeEach(() => peek.resetCity());

afterAll(async () => {
  await peek.close();
  await server.drop();
});

it('a tip is on the receipt and in the earnings, once', async () => {
  const { rider, driver, trip } = await rideTo(server, 'completed');
  const tip = (amount: number) => rider.post<Receipt>(`/v1/trips/${trip.id}/tip`, { amount });
  const receipt = await expectOk(tip(200));
  const total = trip.fare.amount + 200;
  expect(receipt.lines).toEqual([
    { kind: 'fare', amount: trip.fare },
    { kind: 'tip', amount: { amount: 200, currency: 'USD' } },
  ]);
  expect(receipt.total.amount).toBe(total);
  expect(await expectOk(tip(200))).toEqual(receipt);
  expect(await expectOk(rider.get(`/v1/trips/${trip.id}/receipt`))).toEqual(receipt);
  expectProblem(await tip(300), 409, 'TIP_ALREADY_GIVEN');

  const earnings = await expectOk<Earnings>(driver.get('/v1/drivers/me/earnings'));
  expect(earnings).toMatchObject({
    trips: 1,
    fares: trip.fare,
    fees: { amount: 0 },
    tips: { amount: 200 },
    total: { amount: total },
  });
});

it('one of two tips at the same time is given', async () => {
  const { rider, driver, trip } = await rideTo(server, 'completed');
  const answers = await Promise.all(
    [100, 101, 102].map((amount) => rider.post(`/v1/trips/${trip.id}/tip`, { amount })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const { tips } = await expectOk<Earnings>(driver.get('/v1/drivers/me/earnings'));
  expect([100, 101, 102]).toContain(tips.amount);
});

it('a tip is one event of the driver and of the trip, after the end of the trip', async () => {
  const { rider, driver, trip } = await rideTo(server, 'completed');
  const stream = await driver.stream();
  await stream.next(({ event }) => event === 'stream.snapshot');
  const tip = () => expectOk(rider.post(`/v1/trips/${trip.id}/tip`, { amount: 250 }));
  await Promise.all([tip(), tip(), tip()]);
  const live = dataOf(await stream.next(({ event }) => event === 'trip.tipped'));
  expect(live).toMatchObject({
    type: 'trip.tipped',
    subject: `trip/${trip.id}`,
    data: { tripId: trip.id, tip: { amount: 250, currency: 'USD' } },
  });
  const rows = await peek.rows<{ stream: string }>(
    `SELECT m.stream FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
     WHERE o.type = 'trip.tipped' AND o.subject = $1 ORDER BY m.stream`,
    [`trip/${trip.id}`],
  );
  expect(rows.map((row) => row.stream)).toEqual([`driver/${driver.id}`, `trip/${trip.id}`]);
  expect(await expectOk(rider.get(`/v1/trips/${trip.id}`))).toMatchObject({
    version: trip.version,
    status: 'completed',
  });
  expect(stream.frames.filter(({ event }) => event === 'trip.tipped')).toHaveLength(1);
  await stream.close();
});

it('a replay of a trip ends with the trip, without waiting for the tip', async () => {
  const { rider, trip } = await rideTo(server, 'completed');
  await expectOk(rider.post(`/v1/trips/${trip.id}/tip`, { amount: 250 }));
  await peek.rows(
    `UPDATE outbox SET event = jsonb_set(event::jsonb, '{time}', '"2099-01-01T00:00:00.000Z"')::json
     WHERE subject = $1 AND type = 'trip.tipped'`,
    [`trip/${trip.id}`],
  );
  const path = `/v1/trips/${trip.id}/replay?speed=1000`;
  const probe = await rider.stream(path);
  expect(await probe.ended).toBe('server');
  const names = probe.frames.flatMap(({ event }) => event ?? []);
  expect(names.slice(-2)).toEqual(['trip.completed', 'stream.closing']);
  const again = await rider.stream(`${path}&cursor=${probe.frames.at(-1)?.id ?? ''}`);
  expect(again.status).toBe(204);
  await again.close();
});

it('a tip is refused before the end, above twice the fare, and from others', async () => {
  const under = await rideTo(server, 'in_progress');
  const path = `/v1/trips/${under.trip.id}/tip`;
  expectProblem(await under.rider.post(path, { amount: 100 }), 409, 'TRIP_TRANSITION_NOT_ALLOWED');
  expectProblem(await under.driver.post(path, { amount: 100 }), 403, 'FORBIDDEN');
  await expectOk(under.driver.post(`/v1/trips/${under.trip.id}/complete`));
  const tooHigh = await under.rider.post(path, { amount: 2 * under.trip.fare.amount + 1 });
  expectProblem(tooHigh, 422, 'TIP_TOO_HIGH');
  for (const amount of [0, -5, 1.5, '200']) {
    expectProblem(await under.rider.post(path, { amount }), 422, 'VALIDATION_FAILED');
  }
  const stranger = await signUp(server, 'rider');
  expectProblem(await stranger.post(path, { amount: 100 }), 404, 'NOT_FOUND');
});

it('earnings count from the given time, and only the trips of the driver', async () => {
  const { driver, trip } = await rideTo(server, 'completed');
  const read = (who = driver, query = '') =>
    expectOk<Earnings>(who.get(`/v1/drivers/me/earnings${query}`));
  const since = (time: string | null) => `?since=${encodeURIComponent(time ?? '')}`;
  expect((await read(driver, since(trip.requestedAt))).trips).toBe(1);
  const later = new Date(Date.parse(trip.endedAt ?? '') + 1).toISOString();
  expect(await read(driver, since(later))).toMatchObject({ trips: 0, total: { amount: 0 } });
  expect((await read(await signUp(server, 'driver'))).trips).toBe(0);
  const old = await driver.get(`/v1/drivers/me/earnings${since('2020-01-01T00:00:00.000Z')}`);
  expectProblem(old, 422, 'VALIDATION_FAILED');
});
