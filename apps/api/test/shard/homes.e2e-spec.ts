import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type GenerateKeyPairResult } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hasNatsServer, NatsCluster, until, type SseProbe } from '#testing';
import {
  dropoff,
  expectOk,
  personOf,
  pickup,
  startTestServer,
  type Person,
  type TestServer,
  untilRelays,
} from '#api-harness';

const withNats = hasNatsServer ? describe : describe.skip;
const [ISSUER, AUDIENCE] = ['https://issuer.example', 'tripstream-test'];

withNats('people of an issuer without cities (left out where nats-server is missing)', () => {
  let cluster: NatsCluster;
  let issuer: Server;
  let keys: GenerateKeyPairResult;
  let nyc: TestServer;
  let ber: TestServer;
  let gateway: TestServer;

  beforeAll(async () => {
    keys = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256' };
    issuer = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await until('the issuer listens', () => issuer.listening);
    cluster = await NatsCluster.start(1);
    const bus = { NATS_URL: cluster.url(), SHARDS: 'nyc,ber' };
    const { port } = issuer.address() as AddressInfo;
    const access = {
      AUTH_MODE: 'jwks',
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
      AUTH_JWKS_URL: `http://127.0.0.1:${port}/jwks`,
    };
    [nyc, ber, gateway] = await Promise.all([
      startTestServer({ ...bus, ...access, SHARD: 'nyc' }),
      startTestServer({ ...bus, ...access, SHARD: 'ber' }),
      startTestServer({
        ...bus,
        ROLE: 'gateway',
        DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
      }),
    ]);
    for (const server of [nyc, ber]) await untilRelays(server);
  });

  afterAll(async () => {
    await gateway.stop();
    await Promise.all([nyc.drop(), ber.drop()]);
    await cluster.stop();
    issuer.closeAllConnections();
    issuer.close();
  });

  async function signIn(sub: string, claims: Record<string, unknown> = {}) {
    const token = await new SignJWT({ sub, role: 'rider', name: 'Ada', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setExpirationTime('10 minutes')
      .sign(keys.privateKey);
    const at = (server: TestServer): Person =>
      personOf(server, { token, user: { id: sub, role: 'rider', name: '' } });
    return { nyc: at(nyc), ber: at(ber), gateway: at(gateway) };
  }

  const opened = async (probe: SseProbe): Promise<{ mode: string; reason?: string }> => {
    const { data } = await probe.next(({ event }) => event === 'stream.opened');
    return JSON.parse(data ?? '') as { mode: string; reason?: string };
  };

  const RIDE = { pickup, dropoff };

  it('a person who asks for a price in another city gets the stream of that city, with a snapshot', async () => {
    const ada = await signIn('ada');
    const first = await ada.gateway.stream();
    const { id } = await expectOk<{ id: string }>(ada.nyc.post('/v1/trips', RIDE));
    await expectOk(ada.nyc.post(`/v1/trips/${id}/cancel`, { reason: 'Plans changed' }));
    await first.next(({ event }) => event === 'trip.cancelled');
    await expectOk(ada.ber.post('/v1/quotes', RIDE));
    const closing = await first.next(({ event }) => event === 'stream.closing');
    expect(JSON.parse(closing.data ?? '')).toMatchObject({ reconnect: true });
    const headers = { 'last-event-id': closing.id ?? '' };
    const second = await ada.gateway.stream(undefined, { headers });
    expect(await opened(second)).toMatchObject({ mode: 'reset', reason: 'foreign_epoch' });
    await second.next(({ event }) => event === 'stream.snapshot');
    await expectOk(ada.ber.post('/v1/trips', RIDE));
    await second.next(({ event }) => event === 'trip.requested');
    await second.close();
  });

  it('a person with a trip under way stays, and sees the other city with ?shard=', async () => {
    const bob = await signIn('bob');
    const probe = await bob.gateway.stream();
    await opened(probe);
    const trip = await expectOk<{ id: string }>(bob.nyc.post('/v1/trips', RIDE));
    await probe.next(({ event }) => event === 'trip.requested');
    await expectOk(bob.ber.post('/v1/quotes', RIDE));
    const other = await bob.gateway.stream('/v1/riders/me/stream?shard=ber');
    const snapshot = await other.next(({ event }) => event === 'stream.snapshot');
    expect(JSON.parse(snapshot.data ?? '')).toMatchObject({ trip: null });
    await expectOk(bob.nyc.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
    await probe.next(({ event }) => event === 'trip.cancelled');
    await Promise.all([probe.close(), other.close()]);
  });

  it('a claim of the issuer counts more than the directory and the query', async () => {
    const eve = await signIn('ada', { shard: 'nyc' });
    expect(await eve.ber.post('/v1/quotes', RIDE)).toMatchObject({
      status: 421,
      body: { code: 'WRONG_SHARD', shard: 'nyc' },
    });
    await expectOk(eve.nyc.post('/v1/trips', RIDE));
    const probe = await eve.gateway.stream('/v1/riders/me/stream?shard=ber');
    const snapshot = await probe.next(({ event }) => event === 'stream.snapshot');
    expect(JSON.parse(snapshot.data ?? '')).toMatchObject({ trip: { status: 'matching' } });
    await probe.close();
  });

  it('a city in the query that is not served is refused', async () => {
    const ida = await signIn('ida');
    const answer = await ida.gateway.get('/v1/riders/me/stream?shard=lon');
    expect(answer).toMatchObject({ status: 421, body: { code: 'WRONG_SHARD', shard: 'lon' } });
  });
});
