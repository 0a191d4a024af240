import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createTestDatabase,
  hasPgBouncer,
  startPgBouncer,
  type PgBouncer,
  type TestDatabase,
} from '#testing';
import {
  expectOk,
  goOnline,
  nextOffer,
  requestTrip,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';

// PgBouncer is a program of the system, which not every machine has.
const throughPgBouncer = hasPgBouncer ? describe : describe.skip;

throughPgBouncer('a server behind PgBouncer in transaction mode', () => {
  let database: TestDatabase;
  let pooler: PgBouncer;
  let server: TestServer;
  let peek: SqlPeek;

  beforeAll(async () => {
    database = await createTestDatabase();
    pooler = await startPgBouncer(database.url);
    server = await startTestServer({
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: database.url,
    });
    peek = await SqlPeek.at({ databaseUrl: database.url });
  });

  afterAll(async () => {
    await peek.close();
    await server.stop();
    await pooler.stop();
    await database.drop();
  });

  it('matches and completes rides, and streams and replays their events', async () => {
    const [rider, driver] = await Promise.all([signUp(server, 'rider'), signUp(server, 'driver')]);
    const [riderStream, driverStream] = await Promise.all([rider.stream(), driver.stream()]);
    await goOnline(driver);
    const { id, pin } = await requestTrip(rider);
    const offer = await nextOffer(driverStream);
    await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
    const assigned = await riderStream.next(({ event }) => event === 'trip.driver_assigned');
    await riderStream.close();
    await expectOk(driver.post(`/v1/trips/${id}/arrive`));
    await expectOk(driver.post(`/v1/trips/${id}/start`, { pin }));
    await expectOk(driver.post(`/v1/trips/${id}/complete`));
    const resumed = await rider.stream(undefined, { headers: { 'last-event-id': assigned.id! } });
    for (const event of ['trip.driver_arrived', 'trip.started', 'trip.completed']) {
      await resumed.next((frame) => frame.event === event);
    }
    await Promise.all([resumed.close(), driverStream.close()]);
  });

  it('answers more requests at a time than the pooler has sessions', async () => {
    const riders = await Promise.all(Array.from({ length: 40 }, () => signUp(server, 'rider')));
    expect(new Set(riders.map(({ id }) => id)).size).toBe(40);
  });

  it('a server behind a pooler has two direct sessions, for the tail and the engine', async () => {
    const names = await peek.rows<{ application_name: string }>(
      `SELECT application_name FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'tripstream-%' ORDER BY 1`,
    );
    expect(names.map(({ application_name: name }) => name)).toEqual([
      'tripstream-engine',
      'tripstream-tail',
    ]);
  });
});
