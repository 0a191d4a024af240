import { afterEach, describe, expect, it } from '@jest/globals';
import { EventSource } from 'eventsource';
import { streamId } from '#contracts';
import { openSse, until, type SseProbe } from '#testing';
import {
  api,
  dataOf,
  expectOk,
  reaching,
  rideTo,
  signUp,
  startTestServer,
  StreamWriter,
  type TestServer,
} from '#api-harness';

let server: TestServer;

/** Events of 2 KB: more than the system's buffers take for a reader that doesn't read. */
const BACKLOG = 8_000;

afterEach(() => server.drop());

const lastOf = ({ frames }: SseProbe) => frames.at(-1)!;

describe('a server that stops', () => {
  it('a server that stops closes every open stream and ends, even with a stalled subscriber', async () => {
    server = await startTestServer();
    const writer = await StreamWriter.at(server);
    const riders = await Promise.all(Array.from({ length: 20 }, () => signUp(server, 'rider')));
    const probes = await Promise.all(riders.map((rider) => rider.stream()));
    const stalled = await stalledReader(writer);
    await Promise.all(
      probes.map((probe) => probe.next(({ event }) => event === 'stream.snapshot')),
    );
    const began = performance.now();
    await server.stop();
    // Node itself waits a minute and more for such connections. The fault suite measures the 5 s.
    expect(performance.now() - began).toBeLessThan(30_000);
    for (const probe of probes) {
      expect(await probe.ended).toBe('server');
      expect(lastOf(probe).event).toBe('stream.closing');
      expect(dataOf(lastOf(probe))).toEqual({ reason: 'drain', reconnect: true });
      expect(Number(lastOf(probe).retry)).toBeGreaterThanOrEqual(1000);
      expect(probe.violations).toEqual([]);
    }
    // Who left together must not come back together.
    expect(new Set(probes.map((probe) => lastOf(probe).retry)).size).toBeGreaterThan(5);
    await Promise.all([stalled.destroy(), writer.close()]);
  });

  it('a server that starts again resumes every stream where it was', async () => {
    server = await startTestServer();
    const writer = await StreamWriter.at(server);
    const rider = await signUp(server, 'rider');
    const before = await rider.stream();
    await writer.commit(streamId('rider', rider.id), 2);
    const last = await reaching(before, 2);
    await server.stop();
    await writer.commit(streamId('rider', rider.id), 2);
    const again = await startTestServer({ DATABASE_URL: server.databaseUrl });
    const after = await openSse(`${again.url}/v1/riders/me/stream`, {
      headers: { authorization: `Bearer ${rider.token}`, 'last-event-id': last.id! },
    });
    expect(dataOf(await after.next())).toMatchObject({ mode: 'resumed', from: last.id });
    await reaching(after, 3);
    await reaching(after, 4);
    await Promise.all([writer.close(), again.stop()]);
  });
});

describe('a stream ends', () => {
  it('a stream ends with its token', async () => {
    server = await startTestServer({ SESSION_SECONDS: '2' });
    const rider = await signUp(server, 'rider');
    const probe = await rider.stream();
    expect(await probe.ended).toBe('server');
    expect(dataOf(lastOf(probe))).toEqual({ reason: 'token_expired', reconnect: true });
    const refused = await rider.stream();
    await refused.ended;
    expect(refused.status).toBe(401);
  });

  it('a stream ends for a driver who gives the trip back, and for no other subscriber', async () => {
    server = await startTestServer();
    const { rider, driver, trip } = await rideTo(server, 'driver_assigned');
    const path = `/v1/trips/${trip.id}/stream`;
    const [ofDriver, ofRider] = [await driver.stream(path), await rider.stream(path)];
    await ofDriver.next(({ event }) => event === 'stream.snapshot');
    await expectOk(driver.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Flat tyre' }));
    await ofRider.next(({ event }) => event === 'trip.redispatching');
    expect(await ofDriver.ended).toBe('server');
    expect(dataOf(lastOf(ofDriver))).toEqual({ reason: 'revoked', reconnect: false });
    const refused = await driver.stream(path);
    await refused.ended;
    expect(refused.status).toBe(404);
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Walking' }));
    await ofRider.next(({ event }) => event === 'trip.cancelled');
    expect(await ofRider.ended).toBe('server');
  });

  it('for good with its trip, for a native EventSource too', async () => {
    server = await startTestServer({ STREAM_RETRY_MS: '50' });
    const { rider, driver, trip } = await rideTo(server, 'in_progress');
    const statuses: number[] = [];
    const source = new EventSource(`${server.url}/v1/trips/${trip.id}/stream`, {
      fetch: async (url, init) => {
        const headers = { ...init.headers, authorization: `Bearer ${rider.token}` };
        const answer = await fetch(url, { ...init, headers });
        statuses.push(answer.status);
        return answer;
      },
    });
    const seen: string[] = [];
    for (const name of ['stream.opened', 'stream.snapshot', 'trip.completed', 'stream.closing']) {
      source.addEventListener(name, ({ lastEventId }) => seen.push(`${name} ${lastEventId}`));
    }
    source.addEventListener('message', () => seen.push('a frame without a name'));
    await until('the snapshot', () => seen.some((name) => name.startsWith('stream.snapshot')));
    await expectOk(driver.post(`/v1/trips/${trip.id}/complete`));
    await until('it has given up for good', () => source.readyState === source.CLOSED);
    source.close();
    expect(statuses).toEqual([200, 204]);
    expect(seen.map((name) => name.split(' ')[0])).toEqual([
      'stream.opened',
      'stream.snapshot',
      'trip.completed',
      'stream.closing',
    ]);
    expect(seen.at(-1)?.split(' ')[1]).toBe(seen.at(-2)?.split(' ')[1]);
  });
});

/** A client that resumed far behind and does not read its socket. */
async function stalledReader(writer: StreamWriter): Promise<SseProbe> {
  const rider = await signUp(server, 'rider');
  const first = await rider.stream();
  const cursor = (await first.next()).id!.replace(/\d+$/, '1');
  await first.close();
  await writer.commit(streamId('rider', rider.id), BACKLOG, 2_000);
  const probe = await rider.stream(`/v1/riders/me/stream?cursor=${cursor}`);
  probe.pause();
  await until('it takes nothing more', isStuck());
  return probe;
}

/** Whether the server has sent a part of its events, and no more for a hundred polls. */
function isStuck(): () => Promise<boolean> {
  let [last, looks] = [0, 0];
  return async () => {
    const { body } = await api(server).get<string>('/metrics');
    const sent = Number(
      /^tripstream_delivered_events_total\{path="replay"\} (\d+)$/m.exec(body)?.[1],
    );
    looks = sent === last ? looks + 1 : 0;
    last = sent;
    expect(sent || 0).toBeLessThan(BACKLOG);
    return sent > 0 && looks >= 100;
  };
}
