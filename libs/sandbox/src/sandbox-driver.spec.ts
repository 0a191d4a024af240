import { describe, expect, it } from '@jest/globals';
import { TripstreamApi } from '#client';
import { sandboxDriverRequestSchema } from '#contracts';
import { generateGrid } from '#geo';
import { until } from '#testing';
import type { DriverConnection } from './own-server.js';
import { SandboxDriver } from './sandbox-driver.js';
import type { TripLookup } from './trip-lookup.js';

const network = generateGrid({ rows: 2, columns: 2 });
const never = new Promise<never>(() => undefined);

const makeDriver = (): SandboxDriver =>
  new SandboxDriver({
    id: '01890000-0000-7000-8000-000000000000',
    settings: sandboxDriverRequestSchema.parse({}),
    position: network.position(0),
    network,
    // No offer arrives.
    lookup: undefined as unknown as TripLookup,
  });

interface ScriptedServer {
  /** Whether a stream opens; otherwise its request gets no answer. */
  opens: boolean;
  /** The server answers a command when this has resolved. */
  answer: Promise<unknown>;
}

const OPENED = {
  stream: 'driver/d',
  mode: 'fresh',
  from: 'e-0',
  head: 'e-2',
  heartbeatSeconds: 5,
  serverTime: new Date().toISOString(),
};
const FRAMES = [
  `event: stream.opened\nid: e-0\ndata: ${JSON.stringify(OPENED)}\n\n`,
  `event: stream.snapshot\nid: e-2\ndata: {"offer":null,"trip":null}\n\n`,
];

function openedStream(): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(FRAMES.join('')));
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

/** The connection to a scripted server, and the statuses that the driver asks it for. */
function connectTo({ opens, answer }: ScriptedServer) {
  const statuses: string[] = [];
  const asked: string[] = [];
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    asked.push(url);
    if (url.includes('/stream')) return opens ? openedStream() : never;
    const { status } = JSON.parse(init.body as string) as { status: string };
    statuses.push(status);
    await answer;
    return Response.json({ status });
  };
  const fetch = send as typeof globalThis.fetch;
  const baseUrl = 'http://server.example';
  const getToken = () => Promise.resolve('token');
  const api = new TripstreamApi({ baseUrl, getToken, fetch });
  const connection: DriverConnection = { api, baseUrl, getToken, fetch };
  return { connection, statuses, asked };
}

describe('SandboxDriver', () => {
  it('a driver that ends before its stream has opened never goes on duty', async () => {
    const driver = makeDriver();
    const { connection, statuses, asked } = connectTo({
      opens: false,
      answer: Promise.resolve(),
    });
    const outcome = driver.begin(connection).catch(String);
    await until('the stream was asked for', () => asked.length > 0);
    await driver.end('removed');
    expect(await outcome).toBe('Error: The driver has ended: removed');
    expect(statuses).toEqual(['offline']);
    expect(driver.view).toMatchObject({ status: 'ended', endReason: 'removed' });
  });

  it('a driver that ends during the command to go on duty goes off duty after it', async () => {
    const driver = makeDriver();
    let release: () => void = () => undefined;
    const answer = new Promise<void>((resolve) => (release = resolve));
    const { connection, statuses } = connectTo({ opens: true, answer });
    const outcome = driver.begin(connection).catch(String);
    await until('the command is under way', () => statuses.length > 0);
    const ended = driver.end('expired');
    release();
    await ended;
    expect(await outcome).toBe('Error: The driver has ended: expired');
    expect(statuses).toEqual(['online', 'offline']);
    expect(driver.view.status).toBe('ended');
  });

  it('a driver that has ended refuses to go on duty', async () => {
    const driver = makeDriver();
    await driver.end('stopped');
    const { connection, statuses } = connectTo({ opens: true, answer: Promise.resolve() });
    await expect(driver.begin(connection)).rejects.toThrow('The driver has ended: stopped');
    expect(statuses).toEqual([]);
  });
});
