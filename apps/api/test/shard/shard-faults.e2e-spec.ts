import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { streamId } from '#contracts';
import { hasNatsServer, NatsCluster, until, type SseProbe } from '#testing';
import {
  killApiProcesses,
  personOf,
  signUp,
  startApiProcess,
  startTestServer,
  StreamWriter,
  type ApiProcess,
  type Person,
  type TestServer,
  isRelay,
} from '#api-harness';

const withNats = hasNatsServer ? describe : describe.skip;
const EVENTS = 60;

withNats('gateways in trouble (left out where nats-server is missing)', () => {
  let cluster: NatsCluster;
  let first: TestServer;
  let second: ApiProcess;
  let gateways: TestServer[];
  let writer: StreamWriter;
  let rider: Person;

  beforeEach(async () => {
    cluster = await NatsCluster.start(3);
    first = await startTestServer({ NATS_URL: cluster.urls(0), SHARD: 'nyc' });
    await until('the relay of the first process publishes', () => isRelay(first));
    second = await startApiProcess({
      DATABASE_URL: first.databaseUrl,
      NATS_URL: cluster.urls(1),
      SHARD: 'nyc',
    });
    gateways = await Promise.all(
      [1, 2].map((node) =>
        startTestServer({
          NATS_URL: cluster.urls(node),
          SHARD: 'nyc',
          ROLE: 'gateway',
          DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
        }),
      ),
    );
    writer = await StreamWriter.at(first);
    rider = await signUp(first, 'rider');
  });

  afterEach(async () => {
    await writer.close();
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await killApiProcesses();
    await first.drop();
    await cluster.stop();
  });

  const openAtGateways = (): Promise<SseProbe[]> =>
    Promise.all(
      gateways.map(async (gateway) => {
        const at = personOf(gateway, {
          token: rider.token,
          user: { id: rider.id, role: 'rider', name: '' },
        });
        const probe = await at.stream();
        await probe.next(({ event }) => event === 'stream.snapshot');
        return probe;
      }),
    );

  const numbersOf = (probe: SseProbe): number[] =>
    probe.frames
      .filter(({ event }) => event?.startsWith('driver.') && event !== 'driver.location')
      .map(({ id }) => Number(id?.split('-')[1]));

  /** Commits events while `trouble` happens, and expects each of them once at each gateway. */
  async function expectAllDelivered(trouble: () => unknown): Promise<void> {
    const probes = await openAtGateways();
    const stream = streamId('rider', rider.id);
    for (let event = 0; event < EVENTS; event += 1) {
      if (event === EVENTS / 3) await trouble();
      await writer.commit(stream, 1);
    }
    const all = Array.from({ length: EVENTS }, (_, index) => index + 1);
    await until('every event has arrived', () =>
      probes.every((probe) => numbersOf(probe).length >= EVENTS),
    );
    for (const probe of probes) {
      expect(numbersOf(probe)).toEqual(all);
      await probe.close();
    }
  }

  it('a node of NATS that is killed costs no event', () =>
    expectAllDelivered(() => cluster.kill(1)));

  it('a process with the database that ends while it relays costs no event', async () => {
    await expectAllDelivered(async () => {
      await first.stop();
      await until('the other process relays', () => isRelay(second));
    });
  });

  it('while NATS is away a new stream is told so, and afterwards every event arrives', async () => {
    const probes = await openAtGateways();
    await Promise.all([0, 1, 2].map((node) => cluster.kill(node)));
    await writer.commit(streamId('rider', rider.id), 3);
    const refused = await personOf(gateways[0]!, {
      token: rider.token,
      user: { id: rider.id, role: 'rider', name: '' },
    }).stream();
    const closing = await refused.next(({ event }) => event === 'stream.closing');
    expect(JSON.parse(closing.data ?? '')).toMatchObject({
      reason: 'unavailable',
      reconnect: true,
    });
    await Promise.all([0, 1, 2].map((node) => cluster.launch(node)));
    for (const probe of probes) {
      await until('the events have arrived', () => numbersOf(probe).length === 3);
      expect(numbersOf(probe)).toEqual([1, 2, 3]);
      await probe.close();
    }
  });
});
