import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect, type StreamHandle } from '#client';
import { until } from '#testing';
import {
  expectOk,
  requestTrip,
  signUp,
  startTestServer,
  type Person,
  type TestServer,
} from './ride-builder.js';
import { StreamProxy } from './stream-proxy.js';
import { StreamWriter } from './stream-writer.js';

const SETTINGS = { HEARTBEAT_SECONDS: '0.2', STREAM_RETRY_MS: '50' };

let server: TestServer;
let proxy: StreamProxy;
let writer: StreamWriter;
const handles: StreamHandle[] = [];

beforeAll(async () => {
  server = await startTestServer(SETTINGS);
  writer = await StreamWriter.at(server);
});

beforeEach(async () => {
  proxy = await StreamProxy.to(server);
});

afterEach(async () => {
  for (const handle of handles.splice(0)) handle.close();
  await proxy.close();
});

afterAll(async () => {
  await writer.close();
  await server.drop();
});

/** The rider's own stream through the proxy, with all that was handed over. */
function open(rider: Person, extra: object = {}) {
  const heard: string[] = [];
  const statuses: string[] = [];
  const stream = connect({
    ...{ baseUrl: proxy.url, token: rider.token, stream: 'rider' },
    onSnapshot: (_snapshot, { seq, mode }) => heard.push(`${mode} ${seq}`),
    onEvent: (event, { seq }) => heard.push(`${event.type} ${seq}`),
    onState: ({ status }) => statuses.push(status),
    ...extra,
  });
  handles.push(stream as unknown as StreamHandle);
  return { stream, heard, statuses };
}

describe('connect', () => {
  it('hands over the snapshot, then each event as it commits', async () => {
    const rider = await signUp(server, 'rider');
    const { stream, heard, statuses } = open(rider);
    await until('it is live', () => stream.state.status === 'live');
    const trip = await requestTrip(rider);
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Walking' }));
    await until('the end of the trip', () => heard.length === 3);
    expect(heard).toEqual(['fresh 0', 'trip.requested 1', 'trip.cancelled 2']);
    expect(statuses).toEqual(['connecting', 'catching-up', 'live']);
    expect(stream.cursor).toMatch(/-2$/);
    expect(stream.state.ageSeconds).toBeLessThan(5);
    expect(Math.abs(stream.state.clockOffsetMs)).toBeLessThan(1_000);
  });
});
