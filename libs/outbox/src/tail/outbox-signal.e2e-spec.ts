import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { createTestDatabase, hasNatsServer, NatsCluster, until, type TestDatabase } from '#testing';
import { startOutboxApp, type OutboxApp } from '../../test/outbox-app.js';
import { createSampleEvent, createSampleStream } from '../../test/sample-event.js';

const withNats = hasNatsServer ? describe : describe.skip;

withNats('a wake-up over the bus (left out where nats-server is missing)', () => {
  let database: TestDatabase;
  let cluster: NatsCluster;
  let client: pg.Client;
  let apps: OutboxApp[];
  let notifications: number;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    database = await createTestDatabase();
    cluster = await NatsCluster.start();
    const variables = { NATS_URL: cluster.url() };
    apps = [
      await startOutboxApp(database.url, [], variables),
      await startOutboxApp(database.url, [], variables),
    ];
    await until('both processes are on the bus', () =>
      apps.every(({ signal }) => signal.reachesOthers),
    );
    notifications = 0;
    client = new pg.Client({ connectionString: database.url });
    client.on('notification', () => (notifications += 1));
    await client.connect();
    await client.query('LISTEN tripstream_outbox');
  });

  afterEach(async () => {
    await client.end();
    await Promise.all(apps.map((app) => app.close()));
    await cluster.stop();
    await database.drop();
  });

  const stream = createSampleStream('a');
  const received = () => apps.map(({ recorder }) => recorder.received.length);

  it('a commit wakes the readers of other processes and not those of its own, without a NOTIFY', async () => {
    const woken = [0, 0];
    apps.forEach(({ signal }, i) => signal.othersWoken$.subscribe(() => (woken[i]! += 1)));
    await apps[0]!.commit(createSampleEvent(stream));
    await until('both have the event', () => received().every((count) => count === 1));
    await until('the other process was woken', () => woken[1]! > 0);
    expect(woken[0]).toBe(0);
    await client.query('SELECT 1');
    expect(notifications).toBe(0);
  });

  it('a NOTIFY replaces it while the bus is away, and no event is lost', async () => {
    await cluster.kill(0);
    await until('the bus is away', () => apps.every(({ signal }) => !signal.reachesOthers));
    await apps[0]!.commit(createSampleEvent(stream));
    await until('both have the event', () => received().every((count) => count === 1));
    await until('a NOTIFY was sent', () => notifications > 0);
  });
});
