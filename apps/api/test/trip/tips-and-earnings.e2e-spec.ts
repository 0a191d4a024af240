import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Earnings, Receipt } from '#contracts';
import { expectOk, rideTo, signUp, SqlPeek, startTestServer, type TestServer } from '#api-harness';
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
