import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PollAnswer, ShareLink } from '#contracts';
import { hasNatsServer, NatsCluster, openSse, type SseProbe } from '#testing';
import {
  api,
  expectOk,
  personOf,
  requestTrip,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type Person,
  type TestServer,
  untilRelays,
} from '#api-harness';

const withNats = hasNatsServer ? describe : describe.skip;
const JSON_ONLY = { accept: 'application/json' };

withNats('a gateway of two cities (left out where nats-server is missing)', () => {
  let cluster: NatsCluster;
  let nyc: TestServer;
  let ber: TestServer;
  let gateway: TestServer;
  let peeks: SqlPeek[];

  beforeAll(async () => {
    cluster = await NatsCluster.start(1);
    const bus = { NATS_URL: cluster.url(), SHARDS: 'nyc,ber' };
    [nyc, ber] = await Promise.all([
      startTestServer({ ...bus, SHARD: 'nyc' }),
      startTestServer({ ...bus, SHARD: 'ber' }),
    ]);
    peeks = [await SqlPeek.at(nyc), await SqlPeek.at(ber)];
    gateway = await startTestServer({
      ...bus,
      ROLE: 'gateway',
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    });
    await Promise.all([nyc, ber].map(untilRelays));
  });

  afterEach(() => Promise.all(peeks.map((peek) => peek.resetCity())));

  afterAll(async () => {
    await Promise.all(peeks.map((peek) => peek.close()));
    await gateway.stop();
    await Promise.all([nyc.drop(), ber.drop()]);
    await cluster.stop();
  });

  const atGateway = ({ id, role, token }: Person): Person =>
    personOf(gateway, { token, user: { id, role, name: '' } });

  const closingOf = async (probe: SseProbe): Promise<unknown> => {
    const { data } = await probe.next(({ event }) => event === 'stream.closing');
    return JSON.parse(data ?? '');
  };

  it('shows the rides of both cities, each to its own people', async () => {
    const riders = [await signUp(nyc, 'rider'), await signUp(ber, 'rider')];
    const probes = await Promise.all(riders.map((rider) => atGateway(rider).stream()));
    const trips = await Promise.all(riders.map(requestTrip));
    for (const [index, probe] of probes.entries()) {
      const requested = await probe.next(({ event }) => event === 'trip.requested');
      expect(requested.data).toContain(trips[index]?.id);
      await probe.close();
    }
  });

  it('a share link names its city, and opens the trip without a session', async () => {
    const { rider, trip } = await rideTo(ber);
    const { token } = await expectOk<ShareLink>(rider.post(`/v1/trips/${trip.id}/share`));
    expect(token).toMatch(/^ber\.[\w-]{22}$/);
    const address = `${gateway.url}/v1/trips/${trip.id}/stream?share=`;
    const viewer = await openSse(address + token);
    await viewer.next(({ event }) => event === 'stream.snapshot');
    await expectOk(rider.delete(`/v1/trips/${trip.id}/share`));
    expect(await closingOf(viewer)).toMatchObject({ reason: 'revoked' });
    for (const wrong of [`nyc${token.slice(3)}`, `lon${token.slice(3)}`, `../${token}`]) {
      expect((await fetch(address + encodeURIComponent(wrong))).status).toBe(404);
    }
  });

  it('a log-out in one city ends the streams of that token, and no other one', async () => {
    const [leaving, staying] = [await signUp(nyc, 'rider'), await signUp(ber, 'rider')];
    const [ending, open] = [await atGateway(leaving).stream(), await atGateway(staying).stream()];
    await expectOk(leaving.delete('/v1/sessions/me'));
    expect(await closingOf(ending)).toMatchObject({ reason: 'revoked' });
    await requestTrip(staying);
    await open.next(({ event }) => event === 'trip.requested');
    await open.close();
  });

  it('a cursor of one city is reset in another one, with a snapshot', async () => {
    const [there, here] = [await signUp(nyc, 'rider'), await signUp(ber, 'rider')];
    const path = '/v1/riders/me/stream';
    await requestTrip(there);
    const { cursor } = await expectOk<PollAnswer>(atGateway(there).get(path, undefined, JSON_ONLY));
    const probe = await atGateway(here).stream(path, { headers: { 'last-event-id': cursor } });
    const opened = await probe.next(({ event }) => event === 'stream.opened');
    expect(JSON.parse(opened.data ?? '')).toMatchObject({ mode: 'reset', reason: 'foreign_epoch' });
    await probe.next(({ event }) => event === 'stream.snapshot');
    await probe.close();
  });

  it('a process with the database names the city of a foreign token, and its own are accepted', async () => {
    const rider = await signUp(ber, 'rider');
    const answer = await api(nyc, rider.token).post('/v1/trips', {});
    expect(answer).toMatchObject({ status: 421, body: { code: 'WRONG_SHARD', shard: 'ber' } });
    expect((await rider.get('/v1/trips')).status).toBe(200);
  });

  it('shows ops the streams of their own city', async () => {
    const people = [await signUp(nyc, 'ops'), await signUp(ber, 'ops')];
    const probe = await atGateway(await signUp(nyc, 'rider')).stream();
    await probe.next(({ event }) => event === 'stream.opened');
    const totals = people.map(async (ops) => {
      const { body } = await atGateway(ops).get<{ total: number }>('/v1/ops/connections');
      return body.total;
    });
    expect(await Promise.all(totals)).toEqual([1, 0]);
    await probe.close();
  });

  it.each([
    ['a city that is not served', { shard: 'lon' }, 421],
    ['a path', { shard: '../nyc' }, 401],
    ['a wildcard of the bus', { shard: '>' }, 401],
    ['10,000 characters', { shard: 'n'.repeat(10_000) }, 401],
    ['a list', { shard: ['nyc'] }, 401],
    ['another city than the signature', { shard: 'ber' }, 401],
  ])('refuses a token that claims %s', async (_, claims, status) => {
    const { token } = await signUp(nyc, 'rider');
    const [head, payload, signature] = token.split('.');
    const given = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...given, ...claims })).toString('base64url');
    const answer = await api(gateway, `${head!}.${forged}.${signature!}`).get(
      '/v1/riders/me/stream',
    );
    expect(answer.status).toBe(status);
  });

  it('a text that is no token is refused', async () => {
    for (const token of ['x', 'a.b.c', '..', `${'e'.repeat(10_000)}.e.e`]) {
      expect((await api(gateway, token).get('/v1/riders/me/stream')).status).toBe(401);
    }
  });

  // The last one: it stops the servers of a city.
  it('a city that is away costs its own streams only, and a gateway starts without it', async () => {
    const [away, here] = [await signUp(ber, 'rider'), await signUp(nyc, 'rider')];
    const known = await atGateway(away).stream();
    await known.next(({ event }) => event === 'stream.opened');
    await ber.stop();
    const refused = await atGateway(away).stream();
    expect(await closingOf(refused)).toMatchObject({ reason: 'unavailable', reconnect: true });
    const stranger = await startTestServer({
      NATS_URL: cluster.url(),
      SHARDS: 'nyc,ber',
      ROLE: 'gateway',
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    });
    for (const { url } of [gateway, stranger]) {
      const rider = personOf({ url }, { token: here.token, user: { ...here, name: '' } });
      const probe = await rider.stream();
      await probe.next(({ event }) => event === 'stream.opened');
      await probe.close();
      const lost = personOf({ url }, { token: away.token, user: { ...away, name: '' } });
      expect(await closingOf(await lost.stream())).toMatchObject({ reason: 'unavailable' });
    }
    await known.close();
    await stranger.stop();
  });
});
