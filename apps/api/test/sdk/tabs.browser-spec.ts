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
import { until } from '#testing';
import { launchChromium, openInTab, openTab, signedIn } from '../chromium.js';
import type { NativeStream } from '../native/native-stream.js';
import { signUp, startTestServer, type Person, type TestServer } from '../ride-builder.js';
import { StreamWriter } from '../stream-writer.js';

const STREAM = '/v1/riders/me/stream';
/** Of a browser, to one origin, over HTTP/1.1. */
const CONNECTIONS = 6;

let browser: Browser;
let server: TestServer;
let context: BrowserContext;

beforeAll(async () => {
  // Each test makes its own certificate, which nobody has signed.
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

/** A browser of that rider with `count` tabs, each with a stream that has been asked for. */
async function tabsOf(rider: Person, count: number) {
  context = await signedIn(browser, server, rider);
  // All pages first: a page can't load while streams hold every connection.
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
  it('have six connections: the seventh stream waits, and so does every fetch, until a tab closes', async () => {
    server = await startTestServer({ STREAMS_PER_USER: '100' });
    const rider = await signUp(server, 'rider');
    const writer = await StreamWriter.at(server);
    const { pages, streams } = await tabsOf(rider, 8);
    let isAnswered = false;
    const answer = pages[7]!.evaluate(async () => (await fetch('/health/live')).status);
    void answer.then(() => (isAnswered = true));
    // What is committed after the fetch was asked for arrives before its answer, at six tabs.
    await writer.commit(streamId('rider', rider.id));
    for (const stream of streams.slice(0, CONNECTIONS)) await hears(stream, 'driver.online');
    expect(isAnswered).toBe(false);
    expect(await hearing(streams, 'stream.opened')).toEqual([...Array(6).fill(true), false, false]);
    for (const page of pages.slice(0, 3)) await page.close();
    await Promise.all(streams.slice(6).map((stream) => hears(stream, 'stream.snapshot')));
    expect(await answer).toBe(200);
    await writer.close();
  });

  it('all open within the limit of five, which closes the oldest, so that nothing waits', async () => {
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

describe('a page of another origin', () => {
  let place: { url: string; close: () => Promise<void> };

  beforeAll(async () => {
    const page = createServer((_request, response) => response.end('a page'));
    page.listen(0, '127.0.0.1');
    await once(page, 'listening');
    place = {
      url: `http://127.0.0.1:${(page.address() as AddressInfo).port}`,
      close: async () => {
        page.closeAllConnections();
        page.close();
        await once(page, 'close');
      },
    };
  });

  afterAll(() => place.close());

  it('on the list reads a stream with the rider’s cookie, and without it is 401', async () => {
    server = await startTestServer({ CORS_ORIGINS: place.url });
    const rider = await signUp(server, 'rider');
    const writer = await StreamWriter.at(server);
    context = await signedIn(browser, server, rider);
    const page = await openTab(context, place.url);
    const stream = await openInTab(page, server.url + STREAM, { withCredentials: true });
    await hears(stream, 'stream.snapshot');
    await writer.commit(streamId('rider', rider.id));
    await hears(stream, 'driver.online');
    const anonymous = await openInTab(page, server.url + STREAM);
    await until('it has given up', async () => (await anonymous.readyState()) === 2);
    await writer.close();
  });

  it('not on the list is given up on by the browser, and hears nothing', async () => {
    server = await startTestServer({ CORS_ORIGINS: 'https://friend.example' });
    context = await signedIn(browser, server, await signUp(server, 'rider'));
    const page = await openTab(context, place.url);
    const stream = await openInTab(page, server.url + STREAM, { withCredentials: true });
    await until('it has given up', async () => (await stream.readyState()) === 2);
    expect(await stream.heard()).toEqual([]);
  });
});

describe('over HTTP/2', () => {
  it('fifty streams of one page share one connection, and a fetch passes beside them', async () => {
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
    // The browser tells of an answer a moment after the page has it.
    await until('it has told of every answer', () => connections.protocols.length > 50);
    expect(connections.protocols).toEqual(Array(51).fill('h2'));
    expect(new Set(connections.ids).size).toBe(1);
    await Promise.all([writer.close(), rm(folder, { recursive: true })]);
  });
});

/** Which connection each answer came over, by the browser's own account. */
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

/** Node's `fetch` trusts no certificate of ours: the browser signs up itself. */
async function signUpOverTls({ url }: TestServer): Promise<Person> {
  const profile = await browser.newContext({ ignoreHTTPSErrors: true });
  const answer = await profile.request.post(`${url}/v1/sessions`, {
    data: { role: 'rider', name: 'Ada' },
  });
  const { token, user } = (await answer.json()) as { token: string; user: { id: string } };
  await profile.close();
  return { token, id: user.id, role: 'rider' } as Person;
}
