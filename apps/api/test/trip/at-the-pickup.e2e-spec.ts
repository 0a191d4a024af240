import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Trip } from '#contracts';
import { until } from '#testing';
import {
  expectOk,
  pickup,
  rideTo,
  SqlPeek,
  startTestServer,
  type Person,
  type TestServer,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

/** 20 km to the north of the pickup. */
const farAway = { lat: pickup.lat + 0.18, lng: pickup.lng };

let server: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  server = await startTestServer({ NO_SHOW_SECONDS: '0.001', PICKUP_RADIUS_METERS: '300' });
  peek = await SqlPeek.at(server);
});

beforeEach(() => peek.resetCity());

afterAll(async () => {
  await peek.close();
  await server.drop();
});

const report = (driver: Person, position: object) =>
  expectOk(driver.post('/v1/drivers/me/locations', position));

describe('a driver who is not at the pickup', () => {
  it('the arrival is refused with the distance, until the driver is there', async () => {
    const { driver, trip } = await rideTo(server, 'driver_assigned');
    await report(driver, farAway);
    const arrive = (body?: object) => driver.post<Trip>(`/v1/trips/${trip.id}/arrive`, body);
    const refused = await arrive();
    expectProblem(refused, 409, 'DRIVER_TOO_FAR');
    expect(refused.body).toMatchObject({ limitMeters: 300 });
    const { distanceMeters } = refused.body as unknown as { distanceMeters: number };
    expect(distanceMeters).toBeGreaterThan(19_900);
    expect(distanceMeters).toBeLessThan(20_100);
    expectProblem(await arrive({ position: farAway }), 409, 'DRIVER_TOO_FAR');
    expect((await expectOk(arrive({ position: pickup }))).status).toBe('driver_arrived');
  });

  it('the arrival counts a location that was reported just before', async () => {
    const { driver, trip } = await rideTo(server, 'driver_assigned');
    await report(driver, farAway);
    await report(driver, pickup);
    await expectOk(driver.post(`/v1/trips/${trip.id}/arrive`));
  });

  it('the completion far from the drop-off is refused, unless it is overridden with a reason', async () => {
    const { rider, driver, trip } = await rideTo(server, 'in_progress');
    const complete = (body?: object) => driver.post<Trip>(`/v1/trips/${trip.id}/complete`, body);
    await report(driver, pickup);
    const refused = await complete();
    expectProblem(refused, 409, 'DRIVER_TOO_FAR');
    const { distanceMeters } = refused.body as unknown as { distanceMeters: number };
    expectProblem(await complete({ override: { reason: ' ' } }), 422, 'VALIDATION_FAILED');
    const reason = 'The rider got out here';
    expect((await expectOk(complete({ override: { reason } }))).status).toBe('completed');
    const { events } = await expectOk<{ events: { event: string; data: { data: object } }[] }>(
      rider.get(`/v1/trips/${trip.id}/events`),
    );
    expect(events.at(-1)).toMatchObject({
      event: 'trip.completed',
      data: { data: { override: { reason, distanceMeters } } },
    });
  });

  it('a location from before the step, an old one, or none stops no step', async () => {
    const { driver, trip } = await rideTo(server, 'driver_assigned');
    await report(driver, farAway);
    await until('the location is written', () =>
      peek.value<boolean>('SELECT lat > $2 FROM driver_position WHERE driver_id = $1', [
        driver.id,
        pickup.lat + 0.1,
      ]),
    );
    const age = `UPDATE driver_position SET recorded_at = recorded_at - interval '16 s'
      WHERE driver_id = $1`;
    await peek.rows(age, [driver.id]);
    await expectOk(driver.post(`/v1/trips/${trip.id}/arrive`));
    await report(driver, farAway);
    await expectOk(driver.post(`/v1/trips/${trip.id}/start`, { pin: trip.pin }));
    await expectOk(driver.post(`/v1/trips/${trip.id}/complete`));
  });

  it('the no-show from afar is refused, so the rider pays no fee', async () => {
    const { rider, driver, trip } = await rideTo(server, 'driver_arrived');
    await report(driver, farAway);
    const noShow = () => driver.post<Trip>(`/v1/trips/${trip.id}/no-show`);
    expectProblem(await noShow(), 409, 'DRIVER_NOT_AT_PICKUP');
    expect((await rider.get<Trip>(`/v1/trips/${trip.id}`)).body.status).toBe('driver_arrived');
    await report(driver, pickup);
    const ended = await expectOk(noShow());
    expect(ended.cancellation).toMatchObject({ by: 'no_show', fee: { amount: 500 } });
  });

  it('the no-show does not take a claimed position that contradicts the reported ones', async () => {
    const { driver, trip } = await rideTo(server, 'driver_arrived');
    await report(driver, farAway);
    const claim = () => driver.post<Trip>(`/v1/trips/${trip.id}/no-show`, { position: pickup });
    expectProblem(await claim(), 409, 'DRIVER_NOT_AT_PICKUP');
    // A refused claim does not become the last location.
    const refused = await claim();
    expectProblem(refused, 409, 'DRIVER_NOT_AT_PICKUP');
    const { distanceMeters } = refused.body as unknown as { distanceMeters: number };
    expect(distanceMeters).toBeGreaterThan(19_900);
    // A quarter of an hour later the driver can have driven there.
    await until('the location is written', () =>
      peek.value<boolean>('SELECT lat > $2 FROM driver_position WHERE driver_id = $1', [
        driver.id,
        pickup.lat + 0.1,
      ]),
    );
    await peek.rows(
      `UPDATE driver_position SET written_at = written_at - interval '15 min' WHERE driver_id = $1`,
      [driver.id],
    );
    expect((await expectOk(claim())).status).toBe('cancelled');
  });

  it('the no-show needs a location of the last minute', async () => {
    const { driver, trip } = await rideTo(server, 'driver_arrived');
    await peek.rows(
      `UPDATE driver_position SET written_at = written_at - interval '61 s' WHERE driver_id = $1`,
      [driver.id],
    );
    const noShow = (body?: object) => driver.post(`/v1/trips/${trip.id}/no-show`, body);
    const refused = await noShow();
    expectProblem(refused, 409, 'DRIVER_NOT_AT_PICKUP');
    expect(refused.body).toMatchObject({ distanceMeters: null });
    await expectOk(noShow({ position: pickup }));
  });

  it('an unknown field or position gets 422', async () => {
    const { driver, trip } = await rideTo(server, 'driver_assigned');
    for (const body of [{ position: { lat: 100, lng: 0 } }, { place: pickup }]) {
      const answer = await driver.post(`/v1/trips/${trip.id}/arrive`, body);
      expectProblem(answer, 422, 'VALIDATION_FAILED');
    }
  });
});

describe('a driver who logs out during a trip', () => {
  it.each(['driver_assigned', 'driver_arrived', 'in_progress'] as const)(
    'the log-out is refused while the trip is %s, and the token stays valid',
    async (status) => {
      const { driver, trip } = await rideTo(server, status);
      const refused = await driver.delete('/v1/sessions/me');
      expectProblem(refused, 409, 'DRIVER_ON_TRIP');
      expect(refused.body).toMatchObject({ tripId: trip.id });
      expect(refused.headers.get('set-cookie')).toBeNull();
      await expectOk(driver.get('/v1/trips'));
    },
  );

  it('the log-out is allowed after the ride, and at any time for the rider', async () => {
    const { rider, driver } = await rideTo(server, 'completed');
    expect((await driver.delete('/v1/sessions/me')).status).toBe(204);
    expect((await rider.delete('/v1/sessions/me')).status).toBe(204);
    const waiting = await rideTo(server, 'matching');
    expect((await waiting.rider.delete('/v1/sessions/me')).status).toBe(204);
  });
});
