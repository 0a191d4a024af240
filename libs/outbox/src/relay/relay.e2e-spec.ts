import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable, Logger, type Provider } from '@nestjs/common';
import { BusSubjects, decodeBeat, decodeHint, type Beat } from '#bus';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  createTestDatabase,
  hasNatsServer,
  NatsCluster,
  startFaultProxy,
  until,
  type FaultProxy,
  type TestDatabase,
} from '#testing';
import {
  query,
  readCommittedPositions,
  startOutboxApp,
  terminateTails,
  type OutboxApp,
} from '../../test/outbox-app.js';
import { createSampleEvent, createSampleStream } from '../../test/sample-event.js';
import { OnCommittedEvent } from '../tail/on-committed-event.js';
import { RelaySession } from './relay-session.js';

const withNats = hasNatsServer ? describe : describe.skip;
const streams = ['a', 'b', 'c', 'd'].map((name) => createSampleStream(name));

withNats('the relay (left out where nats-server is missing)', () => {
  let database: TestDatabase;
  let cluster: NatsCluster;
  let listener: NatsConnection;
  let apps: OutboxApp[];
  let proxies: FaultProxy[];
  let beats: Beat[];
  /** How often each position was published. */
  let heard: Map<string, number>;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    [apps, proxies, beats, heard] = [[], [], [], new Map()];
    database = await createTestDatabase();
    cluster = await NatsCluster.start();
    listener = await connect({
      servers: [cluster.url()],
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    });
    listener.subscribe('s.>', {
      callback: (_, { subject, data }) => {
        const position = `${subject.split('.').slice(2).join('/')} ${decodeHint(data)!.seq}`;
        heard.set(position, (heard.get(position) ?? 0) + 1);
      },
    });
    listener.subscribe('beat.nyc', {
      callback: (_, { data }) => {
        beats.push(decodeBeat(data)!);
      },
    });
    await listener.flush();
  });

  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await listener.close();
    await cluster.stop();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await database.drop();
  });

  async function start(natsUrl = cluster.url(), listeners: Provider[] = []): Promise<OutboxApp> {
    const variables = { NATS_URL: natsUrl, SHARD: 'nyc' };
    const app = await startOutboxApp(database.url, listeners, variables);
    apps.push(app);
    return app;
  }

  const commitSome = async (app: OutboxApp, count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) await app.commit(createSampleEvent(...streams));
  };

  const untilActive = (app: OutboxApp) => until('the relay is active', () => app.relay.isActive);

  async function expectAllHeard(): Promise<void> {
    const committed = (await readCommittedPositions(database.url)).map(
      ({ stream, seq }) => `${stream} ${seq}`,
    );
    expect(committed.length).toBeGreaterThan(0);
    await until('every event was published', () => committed.every((key) => heard.has(key)));
    expect([...heard.keys()].filter((key) => !committed.includes(key))).toEqual([]);
  }

  it('publishes each event of each process once to each of its streams, by one of two relays', async () => {
    const [one, other] = [await start(), await start()];
    // What it reads at its beginning may be published twice.
    await until('one follows its tail', () => one.relay.isFollowing || other.relay.isFollowing);
    await commitSome(one, 20);
    await commitSome(other, 20);
    await expectAllHeard();
    expect([one, other].filter(({ relay }) => relay.isActive)).toHaveLength(1);
    expect(Math.max(...heard.values())).toBe(1);
  });

  it('publishes what the tail of its process reads, and reads no event a second time', async () => {
    const app = await start();
    await until('the relay follows the tail', () => app.relay.isFollowing);
    const reads = jest.spyOn(RelaySession.prototype, 'read');
    await commitSome(app, 20);
    await expectAllHeard();
    expect(reads).not.toHaveBeenCalled();
    reads.mockRestore();
  });

  it('reads by itself while the tail of its process is away, and follows it again', async () => {
    const app = await start();
    await until('the relay follows the tail', () => app.relay.isFollowing);
    for (let round = 1; round <= 3; round += 1) {
      const writing = commitSome(app, 20);
      await terminateTails(database.url);
      await writing;
      await expectAllHeard();
    }
    await until('the relay follows the tail again', () => app.relay.isFollowing);
  });

  it('reads by itself while a handler holds the tail up', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    @Injectable()
    class SlowHandler {
      @OnCommittedEvent()
      handle(): Promise<void> {
        return held;
      }
    }
    const app = await start(cluster.url(), [SlowHandler]);
    await until('the relay follows the tail', () => app.relay.isFollowing);
    await commitSome(app, 10);
    await expectAllHeard();
    expect(app.recorder.received.length).toBeLessThan(10);
    release();
  });

  it('an event that can’t be published disturbs no handler of its process, and is tried again', async () => {
    const app = await start();
    await until('the relay follows the tail', () => app.relay.isFollowing);
    const naming = jest.spyOn(BusSubjects.prototype, 'ofStream').mockImplementationOnce(() => {
      throw new Error('It can’t be published.');
    });
    await commitSome(app, 1);
    await expectAllHeard();
    naming.mockRestore();
    expect(app.recorder.received).toHaveLength(1);
    expect(app.breaks).toEqual([]);
  });

  it('goes on where it has stopped: what commits while no relay runs is published afterwards', async () => {
    const first = await start();
    await untilActive(first);
    await commitSome(first, 3);
    await expectAllHeard();
    await apps.pop()!.close();
    const withoutBus = await startOutboxApp(database.url);
    apps.push(withoutBus);
    await commitSome(withoutBus, 5);
    const next = await start();
    await untilActive(next);
    await expectAllHeard();
  });

  it('another relay takes over when the session of the active one ends, and misses nothing', async () => {
    const [one, other] = [await start(), await start()];
    await until('one relay is active', () => one.relay.isActive || other.relay.isActive);
    const incarnations = () => new Set(beats.map(({ incarnation }) => incarnation));
    await until('a beat is heard', () => incarnations().size === 1);
    const writing = commitSome(one, 60);
    await query(
      database.url,
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
         AND objid = 7014003 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await writing;
    await until('another incarnation beats', () => incarnations().size > 1);
    await expectAllHeard();
  });

  it('publishes a batch again that NATS did not confirm', async () => {
    const app = await start();
    await untilActive(app);
    await commitSome(app, 3);
    await expectAllHeard();
    await cluster.kill(0);
    await commitSome(app, 5);
    await cluster.launch(0);
    await expectAllHeard();
  });

  it('a relay that can’t reach NATS leaves the lock to one that can', async () => {
    const proxy = await startFaultProxy(cluster.url());
    proxies.push(proxy);
    const cutOff = await start(proxy.url);
    await untilActive(cutOff);
    const other = await start();
    proxy.blackHole();
    await commitSome(other, 5);
    await until('the other relay is active', () => other.relay.isActive);
    await expectAllHeard();
    proxy.restore();
  });

  it('after too many events for a batch it beats with another incarnation, so that readers heal', async () => {
    const app = await start();
    await untilActive(app);
    await until('a beat is heard', () => beats.length > 0);
    const before = beats.at(-1)!.incarnation;
    await app.transactions.run(async (tx) =>
      app.outbox.append(
        tx,
        Array.from({ length: 10_001 }, () => createSampleEvent(streams[0]!)),
        await tx.now(),
      ),
    );
    await until('another incarnation beats', () => beats.at(-1)!.incarnation !== before);
    await commitSome(app, 1);
    await until('the next event is published', () => heard.has('driver/b 1'));
  });

  it('a restored history is published from its present end, with its own epoch in the beat', async () => {
    const app = await start();
    await untilActive(app);
    await commitSome(app, 2);
    await expectAllHeard();
    const before = beats.at(-1)!.epoch;
    await query(database.url, 'UPDATE history SET nonce = gen_random_uuid()');
    await query(
      database.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'tripstream-%'`,
    );
    await until('the beat has another epoch', () => beats.at(-1)!.epoch !== before);
    await commitSome(app, 2);
    await expectAllHeard();
  });
});
