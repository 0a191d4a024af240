import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { generate } from 'selfsigned';
import { streamId } from '#contracts';
import { launchChromium, until } from '#testing';
import { openInTab } from '../native/stream-in-tab.js';
import {
  openTab,
  type Person,
  signedIn,
  signUp,
  startTestServer,
  StreamWriter,
  type TestServer,
} from '#api-harness';
import type { NativeStream } from '../native/native-stream.js';

const STREAM = '/v1/riders/me/stream';
/** The browser opens at most this many HTTP/1.1 connections to one origin. */
const CONNECTIONS = 6;

let browser: Browser;
let server: TestServer;
let context: BrowserContext;

beforeAll(async () => {
  // The HTTP/2 test uses a self-signed certificate.
  browser = await launchChromium('--ignore-certificate-errors');
});

afterEach(async () => {
  await context.close();
  await server.drop();
});

afterAll(() => browser.close());

const namesOf = async (stream: NativeStream): Promise<string[]> =>
  (await stream.heard()).map(({ type }) => type);

const hears = (stream: NativeStream, name: string) =>
  until(`a ${name}`, async () => (await namesOf(stream)).includes(name));

const hearing = async (streams: readonly NativeStream[], name: string): Promise<boolean[]> =>
  Promise.all(streams.map(async (stream) => (await namesOf(stream)).includes(name)));

/** Opens `count` tabs of the rider, each of which requests a stream. */
async function tabsOf(rider: Person, count: number) {
  context = await signedIn(browser, server, rider);
  // The pages load first, because a page cannot load while streams hold every connection.
  const pages = [];
  for (let tab = 0; tab < count; tab++) pages.push(await openTab(context, server.url));
  const streams = [];
  for (const page of pages) {
    const stream = await openInTab(page, STREAM);
    streams.push(stream);
    if (streams.length <= CONNECTIONS) await hears(stream, 'stream.snapshot');
  }
  return { pages, streams };
}

describe('eight tabs of one rider over HTTP/1.1', () => {
  it('the seventh HTTP/1.1 stream and every fetch wait until a tab closes', async () => {
    server = await startTestServer({ STREAMS_PER_USER: '100' });
    const rider = await signUp(server, 'rider');
    const writer = await StreamWriter.at(server);
    const { pages, streams } = await tabsOf(rider, 8);
    let isAnswered = false;
    const answer = pages[7]!.evaluate(async () => (await fetch('/health/live')).status);
    void answer.then(() => (isAnswered = true));
    // Six tabs receive an event that commits after the fetch, while the fetch still waits.
    await writer.commit(streamId('rider', rider.id));
    for (const stream of streams.slice(0, CONNECTIONS)) await hears(stream, 'driver.online');
    expect(isAnswered).toBe(false);
    expect(await hearing(streams, 'stream.opened')).toEqual([...Array(6).fill(true), false, false]);
    for (const page of pages.slice(0, 3)) await page.close();
    await Promise.all(streams.slice(6).map((stream) => hears(stream, 'stream.snapshot')));
    expect(await answer).toBe(200);
    await writer.close();
  });

  it('the limit of five streams per user closes the oldest, so that every tab opens a stream', async () => {
    server = await startTestServer({ STREAMS_PER_USER: '5' });
    const { pages, streams } = await tabsOf(await signUp(server, 'rider'), 8);
    await Promise.all(streams.map((stream) => hears(stream, 'stream.snapshot')));
    await Promise.all(streams.slice(0, 3).map((stream) => hears(stream, 'stream.closing')));
    expect(await hearing(streams, 'stream.closing')).toEqual([
      true,
      true,
      true,
      ...Array(5).fill(false),
    ]);
    const [closing] = (await streams[0]!.heard()).slice(-1);
    expect(JSON.parse(closing!.data)).toMatchObject({ reason: 'replaced' });
    expect(await pages[0]!.evaluate(async () => (await fetch('/health/live')).status)).toBe(200);
  });
});

describe('pages of other origins', () => {
  let otherOrigin: { url: string; close: () => Promise<void> };

  beforeAll(async () => {
    const page = createServer((_request, response) => response.end('a page'));
    page.listen(0, '127.0.0.1');
    await once(page, 'listening');
    otherOrigin = {
      url: `http://127.0.0.1:${(page.address() as AddressInfo).port}`,
      close: async () => {
        page.closeAllConnections();
        page.close();
        await once(page, 'close');
      },
    };
  });

  afterAll(() => otherOrigin.close());

  it('a page of an allowed origin reads a stream with the rider’s cookie only', async () => {
    server = await startTestServer({ CORS_ORIGINS: otherOrigin.url });
    const rider = await signUp(server, 'rider');
    const writer = await StreamWriter.at(server);
    context = await signedIn(browser, server, rider);
    const page = await openTab(context, otherOrigin.url);
    const stream = await openInTab(page, server.url + STREAM, { withCredentials: true });
    await hears(stream, 'stream.snapshot');
    await writer.commit(streamId('rider', rider.id));
    await hears(stream, 'driver.online');
    const anonymous = await openInTab(page, server.url + STREAM);
    await until('the EventSource is closed', async () => (await anonymous.readyState()) === 2);
    await writer.close();
  });

  it('the browser refuses a stream to a page of an origin that CORS_ORIGINS does not list', async () => {
    server = await startTestServer({ CORS_ORIGINS: 'https://friend.example' });
    context = await signedIn(browser, server, await signUp(server, 'rider'));
    const page = await openTab(context, otherOrigin.url);
    const stream = await openInTab(page, server.url + STREAM, { withCredentials: true });
    await until('the EventSource is closed', async () => (await stream.readyState()) === 2);
    expect(await stream.heard()).toEqual([]);
  });
});

describe('streams over HTTP/2', () => {
  it('fifty HTTP/2 streams of one page and a fetch share one connection', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tripstream-browser-'));
    const { cert, private: key } = await generate(undefined, {
      keyType: 'ec',
      algorithm: 'sha256',
    });
    const [TLS_CERT_FILE, TLS_KEY_FILE] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await Promise.all([writeFile(TLS_CERT_FILE, cert), writeFile(TLS_KEY_FILE, key)]);
    server = await startTestServer({ TLS_CERT_FILE, TLS_KEY_FILE, STREAMS_PER_USER: '50' });
    const rider = await signUpOverTls(server);
    context = await signedIn(browser, server, rider);
    const page = await openTab(context, server.url);
    const connections = await watchConnections(page, context);
    const streams = await Promise.all(Array.from({ length: 50 }, () => openInTab(page, STREAM)));
    for (const stream of streams) await hears(stream, 'stream.snapshot');
    const writer = await StreamWriter.at(server);
    await writer.commit(streamId('rider', rider.id), 3);
    for (const stream of streams) {
      await until('all three events', async () => {
        const events = (await namesOf(stream)).filter((name) => name === 'driver.online');
        return events.length === 3;
      });
    }
    expect(await page.evaluate(async () => (await fetch('/health/live')).status)).toBe(200);
    // The browser reports a response to CDP after the page receives it.
    await until('the browser has reported every response', () => connections.protocols.length > 50);
    expect(connections.protocols).toEqual(Array(51).fill('h2'));
    expect(new Set(connections.ids).size).toBe(1);
    await Promise.all([writer.close(), rm(folder, { recursive: true })]);
  });
});

/** Records the protocol and connection of each response, as reported by the browser. */
async function watchConnections(
  page: Awaited<ReturnType<typeof openTab>>,
  profile: BrowserContext,
): Promise<{ protocols: string[]; ids: number[] }> {
  const seen = { protocols: [] as string[], ids: [] as number[] };
  const session = await profile.newCDPSession(page);
  session.on('Network.responseReceived', ({ response }) => {
    seen.protocols.push(response.protocol ?? 'unknown');
    seen.ids.push(response.connectionId);
  });
  await session.send('Network.enable');
  return seen;
}

/** Signs up through the browser, because Node's `fetch` does not trust the certificate. */
async function signUpOverTls({ url }: TestServer): Promise<Person> {
  const profile = await browser.newContext({ ignoreHTTPSErrors: true });
  const answer = await profile.request.post(`${url}/v1/sessions`, {
    data: { role: 'rider', name: 'Ada' },
  });
  const { token, user } = (await answer.json()) as { token: string; user: { id: string } };
  await profile.close();
  return { token, id: user.id, role: 'rider' } as Person;
}
