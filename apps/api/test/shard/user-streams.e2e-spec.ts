import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasNatsServer, NatsCluster, until, type SseProbe } from '#testing';
import {
  personOf,
  signUp,
  startTestServer,
  untilRelays,
  type Person,
  type TestServer,
} from '#api-harness';

const withNats = hasNatsServer ? describe : describe.skip;

withNats('STREAMS_PER_USER (left out where nats-server is missing)', () => {
  let cluster: NatsCluster;
  let api: TestServer;
  let gateways: TestServer[];

  beforeAll(async () => {
    cluster = await NatsCluster.start(2);
    const settings = { SHARD: 'nyc', STREAMS_PER_USER: '2' };
    api = await startTestServer({ ...settings, NATS_URL: cluster.url(0) });
    gateways = await Promise.all(
      [0, 1].map((node) =>
        startTestServer({
          ...settings,
          NATS_URL: cluster.url(node),
          ROLE: 'gateway',
          DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
        }),
      ),
    );
    await untilRelays(api);
  });

  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await api.drop();
    await cluster.stop();
  });

  async function openAt(gateway: number, { id, role, token }: Person): Promise<SseProbe> {
    const there = personOf(gateways[gateway]!, { token, user: { id, role, name: '' } });
    const probe = await there.stream();
    await probe.next(({ event }) => event === 'stream.snapshot');
    return probe;
  }

  const reasonOf = (probe: SseProbe): string | undefined => {
    const closing = probe.frames.find(({ event }) => event === 'stream.closing');
    return closing && (JSON.parse(closing.data ?? '{}') as { reason: string }).reason;
  };

  it('counts the streams of a user at all gateways, and the oldest one is replaced', async () => {
    const rider = await signUp(api, 'rider');
    const probes = [await openAt(0, rider), await openAt(1, rider), await openAt(0, rider)];
    await until('the oldest is replaced', () => reasonOf(probes[0]!) === 'replaced');
    probes.push(await openAt(0, rider));
    await until('the second is replaced', () => reasonOf(probes[1]!) === 'replaced');
    expect(probes.map(reasonOf)).toEqual(['replaced', 'replaced', undefined, undefined]);
    await Promise.all(probes.map((probe) => probe.close()));
  });

  it('another user keeps their streams', async () => {
    const [rider, other] = [await signUp(api, 'rider'), await signUp(api, 'rider')];
    const kept = await openAt(1, other);
    const probes = [await openAt(0, rider), await openAt(1, rider), await openAt(0, rider)];
    await until('the oldest is replaced', () => reasonOf(probes[0]!) === 'replaced');
    expect(reasonOf(kept)).toBeUndefined();
    await Promise.all([kept, ...probes].map((probe) => probe.close()));
  });
});
