import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { tripTimelineSchema, type TripTimeline } from '#contracts';
import { createTestDatabase, hasNatsServer, NatsCluster, until, type SseProbe } from '#testing';
import {
  ensureBuilt,
  expectOk,
  killApiProcesses,
  personOf,
  requestTrip,
  signUp,
  startApiProcess,
  startTestServer,
  type Person,
  type TestServer,
} from '#api-harness';

/** No heartbeat in a test: its comparison of heads may find an event before the tail does. */
const QUIET = { HEARTBEAT_SECONDS: '60' };

const servers: TestServer[] = [];
const start = async (settings: Record<string, string> = {}): Promise<TestServer> => {
  const server = await startTestServer({ ...QUIET, ...settings });
  servers.push(server);
  return server;
};

afterEach(async () => {
  for (const server of servers.splice(0).reverse()) await server.drop();
});

/** A stream that is live: what commits from now on does not come from the mailbox. */
async function openStream(person: Person): Promise<SseProbe> {
  const probe = await person.stream();
  await probe.next(({ event }) => event === 'stream.snapshot');
  return probe;
}

async function readTimeline(ops: Person, tripId: string): Promise<TripTimeline> {
  const timeline = await expectOk<TripTimeline>(ops.get(`/v1/ops/trips/${tripId}/timeline`));
  expect(tripTimelineSchema.parse(timeline)).toEqual(timeline);
  return timeline;
}

const isOrdered = (...times: (string | null | undefined)[]): boolean =>
  times.every((time, index) => index === 0 || Date.parse(time!) >= Date.parse(times[index - 1]!));

describe('the timeline of a trip', () => {
  it('says when an event was appended, read, written to which stream, and acknowledged', async () => {
    const server = await start();
    const [rider, ops] = [await signUp(server, 'rider'), await signUp(server, 'ops')];
    const probe = await openStream(rider);
    const { id } = await requestTrip(rider);
    const frame = await probe.next(({ event }) => event === 'trip.requested');
    const before = await readTimeline(ops, id);
    await expectOk(rider.post('/v1/streams/acks', { cursor: frame.id }));
    const after = await readTimeline(ops, id);

    const connections = await expectOk<{ connections: { id: string; stream: string }[] }>(
      ops.get('/v1/ops/connections'),
    );
    const connection = connections.connections.find(({ stream }) => stream === `rider/${rider.id}`);
    expect(after).toMatchObject({ tripId: id, asked: 'process', isPartial: false });
    expect(after.processes).toHaveLength(1);
    const [requested] = after.events;
    expect(requested).toMatchObject({
      type: 'trip.requested',
      isComplete: true,
      seen: [{ by: 'tail' }],
      written: [{ stream: `rider/${rider.id}`, connection: connection?.id, path: 'live' }],
    });
    const ownStream = ({ events }: TripTimeline) =>
      events[0]?.streams.find(({ stream }) => stream === `rider/${rider.id}`);
    expect(ownStream(before)).toMatchObject({ seq: 1, ackedAt: null });
    expect(ownStream(after)?.ackedAt).not.toBeNull();
    const [seen, written] = [requested?.seen[0]?.at, requested?.written[0]?.at];
    // Both clocks are those of this machine here.
    expect(isOrdered(requested?.appendedAt, seen, written, ownStream(after)?.ackedAt)).toBe(true);
    await probe.close();
  });

  it('a client that was behind got the event from the mailbox', async () => {
    const server = await start();
    const [rider, ops] = [await signUp(server, 'rider'), await signUp(server, 'ops')];
    const first = await openStream(rider);
    const { id } = await requestTrip(rider);
    const requested = await first.next(({ event }) => event === 'trip.requested');
    await first.close();
    await expectOk(rider.post(`/v1/trips/${id}/cancel`, { reason: 'Plans changed' }));
    const headers = { 'last-event-id': requested.id ?? '' };
    const second = await rider.stream(undefined, { headers });
    await second.next(({ event }) => event === 'trip.cancelled');
    const { events } = await readTimeline(ops, id);
    expect(events.map(({ type, written }) => [type, written.map(({ path }) => path)])).toEqual([
      ['trip.requested', ['live']],
      ['trip.cancelled', ['mailbox']],
    ]);
    await second.close();
  });

  it('what a process that has ended had noted is unknown, and is said to be', async () => {
    const database = await createTestDatabase();
    try {
      const before = await start({ DATABASE_URL: database.url });
      const { id } = await requestTrip(await signUp(before, 'rider'));
      await before.stop();
      const after = await start({ DATABASE_URL: database.url });
      const { events } = await readTimeline(await signUp(after, 'ops'), id);
      expect(events).toMatchObject([
        { type: 'trip.requested', isComplete: false, seen: [], written: [] },
      ]);
    } finally {
      for (const server of servers.splice(0)) await server.stop();
      await database.drop();
    }
  });

  it('an unknown trip, and a text that is no id, are not found', async () => {
    const server = await start();
    const ops = await signUp(server, 'ops');
    for (const tripId of ['00000000-0000-4000-8000-000000000000', 'x', '9'.repeat(400)]) {
      const { status, body } = await ops.get(`/v1/ops/trips/${tripId}/timeline`);
      expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
    }
  });
});

const withNats = hasNatsServer ? describe : describe.skip;

withNats('over NATS (left out where nats-server is missing)', () => {
  beforeAll(ensureBuilt);
  afterEach(killApiProcesses);

  it('the notes of a gateway are in the timeline, beside those of the relay', async () => {
    const cluster = await NatsCluster.start(1);
    const database = await createTestDatabase();
    try {
      const bus = { ...QUIET, NATS_URL: cluster.url(), SHARD: 'nyc', DATABASE_URL: database.url };
      const server = await startApiProcess(bus);
      const gateway = await startApiProcess({ ...bus, ROLE: 'gateway' });
      const [rider, ops] = [await signUp(server, 'rider'), await signUp(server, 'ops')];
      const { id: userId, role, token } = rider;
      const probe = await personOf(gateway, {
        token,
        user: { id: userId, role, name: '' },
      }).stream();
      const { id } = await requestTrip(rider);
      await probe.next(({ event }) => event === 'trip.requested');
      await until('the timeline has the relay, the tail and the gateway', async () => {
        const { events } = await readTimeline(ops, id);
        return new Set(events[0]?.seen.map(({ by }) => by)).size === 3;
      });
      const { asked, processes, events } = await readTimeline(ops, id);
      expect({ asked, processes: processes.length }).toEqual({ asked: 'shard', processes: 2 });
      const [written] = events[0]?.written ?? [];
      expect(written).toMatchObject({ stream: `rider/${userId}`, path: 'live' });
      expect(written?.process).toMatch(new RegExp(`:${String(gateway.child.pid)}$`));
      await probe.close();
    } finally {
      await killApiProcesses();
      await database.drop();
      await cluster.stop();
    }
  });
});
