import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PollAnswer, ShareLink } from '#contracts';
import { hasNatsServer, NatsCluster, openSse, type SseProbe } from '#testing';
import {
  acceptNextOffer,
  expectOk,
  goOnline,
  nextOffer,
  personOf,
  requestTrip,
  rideTo,
  signUp,
  SocketProbe,
  SqlPeek,
  startTestServer,
  untilRelays,
  type Person,
  type TestServer,
} from '#api-harness';

const withNats = hasNatsServer ? describe : describe.skip;

withNats('a gateway (left out where nats-server is missing)', () => {
  let cluster: NatsCluster;
  let bus: Record<string, string>;
  let api: TestServer;
  let gateway: TestServer;
  let peek: SqlPeek;

  beforeAll(async () => {
    cluster = await NatsCluster.start(1);
    bus = { NATS_URL: cluster.url(), SHARD: 'nyc' };
    api = await startTestServer(bus);
    peek = await SqlPeek.at(api);
    gateway = await startTestServer({
      ...bus,
      ROLE: 'gateway',
      // A gateway opens no database.
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    });
    await untilRelays(api);
  });

  afterEach(() => peek.resetCity());

  afterAll(async () => {
    await peek.close();
    await gateway.stop();
    await api.drop();
    await cluster.stop();
  });

  /** The same person, whose streams are those of the gateway. */
  const atGateway = ({ id, role, token }: Person): Person =>
    personOf(gateway, { token, user: { id, role, name: '' } });

  const types = (probe: SseProbe): (string | undefined)[] => probe.frames.map(({ event }) => event);

  it('a whole ride reaches rider, driver and trip streams, each event once and in order', async () => {
    const [rider, driver] = [await signUp(api, 'rider'), await signUp(api, 'driver')];
    const [riding, driving] = [await atGateway(rider).stream(), await atGateway(driver).stream()];
    await goOnline(driver);
    const { id, pin } = await requestTrip(rider);
    const trip = await atGateway(rider).stream(`/v1/trips/${id}/stream`);
    const offer = await nextOffer(driving);
    await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
    await expectOk(driver.post(`/v1/trips/${id}/arrive`));
    await expectOk(driver.post(`/v1/trips/${id}/start`, { pin }));
    await expectOk(driver.post(`/v1/trips/${id}/complete`));
    for (const probe of [riding, driving, trip]) {
      await probe.next(({ event }) => event === 'trip.completed');
    }
    const rideOf = (probe: SseProbe) =>
      types(probe).filter((type) => type?.startsWith('trip.') && type !== 'trip.search');
    expect(rideOf(riding)).toEqual([
      'trip.requested',
      'trip.driver_assigned',
      'trip.driver_arrived',
      'trip.started',
      'trip.completed',
    ]);
    expect(rideOf(driving)).toEqual([
      'trip.driver_assigned',
      'trip.driver_arrived',
      'trip.started',
      'trip.completed',
    ]);
    await trip.next(({ event }) => event === 'stream.closing');
    await Promise.all([riding.close(), driving.close()]);
  });

  it('a client that was away resumes after its cursor, by stream and by poll', async () => {
    const rider = await signUp(api, 'rider');
    const first = await atGateway(rider).stream();
    const { id } = await requestTrip(rider);
    const requested = await first.next(({ event }) => event === 'trip.requested');
    await first.close();
    await expectOk(rider.post(`/v1/trips/${id}/cancel`, { reason: 'Plans changed' }));
    const headers = { 'last-event-id': requested.id ?? '' };
    const second = await atGateway(rider).stream(undefined, { headers });
    const opened = await second.next(({ event }) => event === 'stream.opened');
    expect(JSON.parse(opened.data ?? '')).toMatchObject({ mode: 'resumed', from: requested.id });
    await second.next(({ event }) => event === 'trip.cancelled');
    await second.close();
    const path = `/v1/riders/me/stream?cursor=${requested.id ?? ''}`;
    const answer = await expectOk<PollAnswer>(
      atGateway(rider).get(path, undefined, { accept: 'application/json' }),
    );
    expect(answer.events.map(({ event }) => event)).toEqual(['trip.cancelled']);
  });

  it('a cursor of another history is reset with a snapshot, and a made-up one of any length', async () => {
    const rider = atGateway(await signUp(api, 'rider'));
    for (const [cursor, reason] of [
      ['0123456789abcdef-7', 'foreign_epoch'],
      ['x'.repeat(8_000), 'unknown_cursor'],
    ] as const) {
      const probe = await rider.stream(undefined, { headers: { 'last-event-id': cursor } });
      const opened = await probe.next(({ event }) => event === 'stream.opened');
      expect(JSON.parse(opened.data ?? '')).toMatchObject({ mode: 'reset', reason });
      await probe.next(({ event }) => event === 'stream.snapshot');
      await probe.close();
    }
  });

  it('the search and the way of the driver are shown, made by the process with the database', async () => {
    const [rider, driver] = [await signUp(api, 'rider'), await signUp(api, 'driver')];
    const riding = await atGateway(rider).stream();
    await requestTrip(rider);
    await riding.next(({ event }) => event === 'trip.search');
    await acceptNextOffer(driver);
    await riding.next(({ event }) => event === 'driver.location');
    await riding.close();
    const ops = atGateway(await signUp(api, 'ops'));
    const city = await ops.stream('/v1/ops/stream');
    await city.next(({ event }) => event === 'city.state');
    await city.close();
  });

  it('refuses what the process with the database refuses, and in the same words', async () => {
    const { trip } = await rideTo(api, 'completed');
    const stranger = await signUp(api, 'rider');
    const paths = [`/v1/trips/${trip.id}/stream`, '/v1/drivers/me/stream', '/v1/trips/x/stream'];
    for (const path of paths) {
      const [there, here] = [
        await stranger.get(path, undefined, { accept: 'application/json' }),
        await atGateway(stranger).get(path, undefined, { accept: 'application/json' }),
      ];
      expect(here).toMatchObject({ status: there.status, body: there.body });
    }
    const forged = personOf(gateway, {
      token: `${stranger.token}x`,
      user: { id: stranger.id, role: 'rider', name: '' },
    });
    expect(await forged.get('/v1/riders/me/stream')).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED' },
    });
  });

  it('a share link shows the trip until it is revoked', async () => {
    const { rider, driver, trip } = await rideTo(api);
    const path = `/v1/trips/${trip.id}/share`;
    const { token } = await expectOk<ShareLink>(rider.post(path));
    const shared = `${gateway.url}/v1/trips/${trip.id}/stream?share=${token}`;
    const viewer = await openSse(shared);
    await viewer.next(({ event }) => event === 'stream.snapshot');
    await expectOk(driver.post(`/v1/trips/${trip.id}/arrive`));
    const arrived = await viewer.next(({ event }) => event === 'trip.driver_arrived');
    expect(arrived.data).not.toContain(rider.id);
    await expectOk(rider.delete(path));
    const closing = await viewer.next(({ event }) => event === 'stream.closing');
    expect(JSON.parse(closing.data ?? '')).toMatchObject({ reason: 'revoked' });
    expect((await fetch(shared)).status).toBe(404);
  });

  it('a log-out ends the streams of the token', async () => {
    const rider = await signUp(api, 'rider');
    const probe = await atGateway(rider).stream();
    await probe.next(({ event }) => event === 'stream.opened');
    expect((await rider.delete('/v1/sessions/me')).status).toBe(204);
    const closing = await probe.next(({ event }) => event === 'stream.closing');
    expect(JSON.parse(closing.data ?? '')).toMatchObject({ reason: 'revoked' });
  });

  it('the replay of a trip is the same at both', async () => {
    const { rider, trip } = await rideTo(api, 'completed');
    const path = `/v1/trips/${trip.id}/replay?speed=1000`;
    const probe = await atGateway(rider).stream(path);
    await probe.next(({ event }) => event === 'stream.closing');
    expect(types(probe)).toEqual([
      'stream.opened',
      'trip.requested',
      'trip.driver_assigned',
      'trip.driver_arrived',
      'trip.started',
      'trip.completed',
      'stream.closing',
    ]);
  });

  it('streams at a process for commands alone are told to come back, and its polls are answered', async () => {
    const commands = await startTestServer({ ...bus, ROLE: 'api', DATABASE_URL: api.databaseUrl });
    const rider = await signUp(commands, 'rider');
    const probe = await rider.stream();
    const closing = await probe.next(({ event }) => event === 'stream.closing');
    expect(JSON.parse(closing.data ?? '')).toMatchObject({
      reason: 'unavailable',
      reconnect: true,
    });
    const json = { accept: 'application/json' };
    expect((await rider.get('/v1/riders/me/stream', undefined, json)).status).toBe(200);
    const socket = SocketProbe.open(commands, '/v1/riders/me/stream', { token: rider.token });
    await expect(socket).rejects.toMatchObject({ status: 503 });
    await commands.stop();
  });

  it('a gateway carries each event over a WebSocket, and refers acknowledgements to the POST', async () => {
    const rider = await signUp(api, 'rider');
    const { token } = rider;
    const socket = await SocketProbe.open(gateway, '/v1/riders/me/stream', { token });
    const { id: head } = await socket.next(({ event }) => event === 'stream.snapshot');
    socket.send({ type: 'ack', cursor: head });
    const refused = await socket.next(({ event }) => event === 'stream.ack_refused');
    expect(refused.data).toMatchObject({ code: 'NOT_READY' });
    await requestTrip(rider);
    await socket.next(({ event }) => event === 'trip.requested');
    await socket.close();
  });

  it('a gateway is ready while it is on the bus, and has no route for commands', async () => {
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${gateway.url}/v1/trips`, { method: 'POST' })).status).toBe(404);
  });
});
