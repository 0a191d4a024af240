import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { snapshotMap, type Position, type ShareLink, type Snapshot } from '#contracts';
import { openSse, until } from '#testing';
import {
  acceptNextOffer,
  dataOf,
  expectOk,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type Person,
  type Ride,
  type TestServer,
} from '#api-harness';

const corner: Position = { lat: 40.752, lng: -73.986 };
const HOUR_SECONDS = 3600;

let server: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  // No driver falls silent while a slow machine runs a test.
  server = await startTestServer({ DRIVER_SILENCE_SECONDS: '0', GEOFENCE_METERS: '0' });
  peek = await SqlPeek.at(server);
});

afterEach(() => peek.resetCity());

afterAll(async () => {
  await peek.close();
  await server.drop();
});

/** Waits until the driver's location is written, as each process does once a second. */
async function locate({ driver }: Ride, position: Position, recordedAt?: string): Promise<void> {
  await expectOk(driver.post('/v1/drivers/me/locations', { ...position, recordedAt }));
  await until('the location is written', () =>
    peek.value<boolean>('SELECT lat = $2 FROM driver_position WHERE driver_id = $1', [
      driver.id,
      position.lat,
    ]),
  );
}

/** Makes a driver's location as old as if the driver had sent none since. */
const ageBy = ({ driver }: Ride, seconds: number) =>
  peek.rows(
    `UPDATE driver_position SET written_at = written_at - make_interval(secs => $2)
     WHERE driver_id = $1`,
    [driver.id, seconds],
  );

/** The snapshot of a stream, read before any other frame of it. */
async function snapshotOf<K extends 'rider' | 'trip'>(
  kind: K,
  who: Person,
  path?: string,
): Promise<Snapshot<K>> {
  const probe = await who.stream(path);
  const [, snapshot] = [await probe.next(), await probe.next()];
  await probe.close();
  expect(snapshot.event).toBe('stream.snapshot');
  return snapshotMap[kind].parse(dataOf(snapshot)) as Snapshot<K>;
}

const pathOf = ({ trip }: Ride): string => `/v1/trips/${trip.id}/stream`;

describe('the driver’s last known location', () => {
  it('the location is in the first snapshot of the rider, the trip, ops and a viewer', async () => {
    const ride = await rideTo(server);
    await locate(ride, corner);
    const ops = await signUp(server, 'ops');
    const known = [
      await snapshotOf('rider', ride.rider),
      await snapshotOf('trip', ride.rider, pathOf(ride)),
      await snapshotOf('trip', ride.driver, pathOf(ride)),
      await snapshotOf('trip', ops, pathOf(ride)),
    ];
    for (const { driverLocation } of known) {
      expect(driverLocation).toMatchObject({
        tripId: ride.trip.id,
        position: corner,
        etaSeconds: expect.any(Number),
        ageSeconds: expect.any(Number),
      });
    }
    const { url } = await expectOk<ShareLink>(ride.rider.post(`/v1/trips/${ride.trip.id}/share`));
    const viewer = await openSse(url);
    const seen = dataOf(await viewer.next(({ event }) => event === 'stream.snapshot'));
    await viewer.close();
    expect(seen.driverLocation).toMatchObject({ tripId: ride.trip.id, position: corner });
  });

  it('a poll has the location as well, and so does a cursor that can’t be used', async () => {
    const ride = await rideTo(server);
    await locate(ride, corner);
    const accept = { accept: 'application/json' };
    for (const [query, mode] of [
      ['?waitSeconds=30', 'fresh'],
      ['?cursor=anotherEpoch-7', 'reset'],
    ] as const) {
      const { body } = await ride.rider.get(`/v1/riders/me/stream${query}`, undefined, accept);
      expect(body).toMatchObject({ mode, snapshot: { driverLocation: { position: corner } } });
    }
  });

  it('the age counts from the server’s receipt, whatever the clock of the phone says', async () => {
    const ride = await rideTo(server);
    const recordedAt = new Date(Date.now() - HOUR_SECONDS * 1000).toISOString();
    await locate(ride, corner, recordedAt);
    const { driverLocation: fresh } = await snapshotOf('rider', ride.rider);
    expect(fresh?.recordedAt).toBe(recordedAt);
    expect(fresh?.ageSeconds).toBeLessThan(HOUR_SECONDS);
    await ageBy(ride, 2 * HOUR_SECONDS);
    const { driverLocation: old } = await snapshotOf('rider', ride.rider);
    expect(old?.position).toEqual(corner);
    expect(old?.ageSeconds).toBeGreaterThanOrEqual(2 * HOUR_SECONDS);
  });

  it('the frames of an open stream have the age too', async () => {
    const ride = await rideTo(server);
    await locate(ride, corner);
    await ageBy(ride, HOUR_SECONDS);
    const stream = await ride.rider.stream();
    const frame = dataOf(await stream.next(({ event }) => event === 'driver.location'));
    await stream.close();
    expect(frame.ageSeconds).toBeGreaterThanOrEqual(HOUR_SECONDS);
  });

  it('a driver who has reported none has none', async () => {
    const ride = await rideTo(server);
    await peek.rows('DELETE FROM driver_position WHERE driver_id = $1', [ride.driver.id]);
    expect((await snapshotOf('rider', ride.rider)).driverLocation).toBeNull();
  });
});

describe('a snapshot without a driver’s location', () => {
  it('a trip that looks for a driver has none', async () => {
    const ride = await rideTo(server, 'matching');
    expect((await snapshotOf('rider', ride.rider)).driverLocation).toBeNull();
    expect((await snapshotOf('trip', ride.rider, pathOf(ride))).driverLocation).toBeNull();
  });

  it.each(['completed', 'cancelled'] as const)('a trip that is %s has none', async (status) => {
    const ride = await rideTo(server, 'in_progress');
    await locate(ride, corner);
    if (status === 'cancelled') await peek.resetCity();
    else await expectOk(ride.driver.post(`/v1/trips/${ride.trip.id}/complete`));
    await locate(ride, { ...corner, lat: corner.lat + 1e-3 });
    const ops = await signUp(server, 'ops');
    expect(await snapshotOf('rider', ride.rider)).toEqual({
      trip: null,
      driverLocation: null,
      pool: null,
    });
    for (const who of [ride.rider, ops]) {
      const { trip, driverLocation } = await snapshotOf('trip', who, pathOf(ride));
      expect([trip.status, driverLocation]).toEqual([status, null]);
    }
  });

  it('the rider of another trip and the driver’s own stream get none', async () => {
    const ride = await rideTo(server);
    await locate(ride, corner);
    const stranger = await signUp(server, 'rider');
    expect(await snapshotOf('rider', stranger)).toEqual({
      trip: null,
      driverLocation: null,
      pool: null,
    });
    const probe = await ride.driver.stream();
    const own = dataOf(await probe.next(({ event }) => event === 'stream.snapshot'));
    await probe.close();
    expect(own).not.toHaveProperty('driverLocation');
  });

  it('the snapshot after a redispatch has the location of the new driver only', async () => {
    const ride = await rideTo(server);
    await locate(ride, corner);
    await expectOk(ride.driver.post(`/v1/trips/${ride.trip.id}/cancel`, { reason: 'Flat tyre' }));
    expect((await snapshotOf('rider', ride.rider)).driverLocation).toBeNull();
    const driver = await signUp(server, 'driver');
    await acceptNextOffer(driver);
    const place = { ...corner, lat: corner.lat + 2e-3 };
    await locate({ ...ride, driver }, place);
    await locate(ride, corner);
    expect((await snapshotOf('rider', ride.rider)).driverLocation?.position).toEqual(place);
  });
});
