import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { streamId, type StreamConnectionsView } from '#contracts';
import { launchChromiumWithPageCache, until } from '#testing';
import {
  expectOk,
  type Person,
  signUp,
  startTestServer,
  StreamWriter,
  type TestServer,
} from '#api-harness';

/** The package as it is published; `npm test` builds it before. */
const dist = fileURLToPath(new URL('../../../../packages/client/dist/', import.meta.url));

interface ClientPage {
  seqs: number[];
}

let browser: Browser;
let server: TestServer;
let writer: StreamWriter;
let ops: Person;
let rider: Person;
let context: BrowserContext;
let page: Page;
/** The requests for the rider's stream that the page has sent. */
let streams: string[];

beforeAll(async () => {
  if (!existsSync(join(dist, 'index.js'))) throw new Error('Run npm run build:client first.');
  browser = await launchChromiumWithPageCache();
  server = await startTestServer({ HEARTBEAT_SECONDS: '0.5', STREAM_RETRY_MS: '50' });
  writer = await StreamWriter.at(server);
  ops = await signUp(server, 'ops');
});

beforeEach(async () => {
  rider = await signUp(server, 'rider');
  await writer.commit(streamId('rider', rider.id), 1);
  context = await browser.newContext({ bypassCSP: true });
  await context.addCookies([{ name: 'tripstream_rider', value: rider.token, url: server.url }]);
  page = await context.newPage();
  streams = [];
  page.on('request', (request) => {
    if (request.url().includes('/stream')) streams.push(request.url());
  });
  await page.route('**/sdk/**', async (route) => {
    const path = new URL(route.request().url()).pathname.replace('/sdk/', '');
    await route.fulfill({ path: join(dist, path), contentType: 'text/javascript' });
  });
  await page.goto(`${server.url}/health/live`);
  await page.evaluate(openStream);
  await until('the snapshot', async () => (await received())?.length === 1);
});

afterEach(() => context.close());

afterAll(async () => {
  await browser.close();
  await writer.close();
  await server.drop();
});

/** Runs in the page. */
async function openStream(): Promise<void> {
  const seqs: number[] = [];
  Object.assign(globalThis, { seqs });
  const address = '/sdk/index.js';
  const { connect } = (await import(address)) as typeof import('#client');
  connect({
    baseUrl: '',
    stream: 'rider',
    acks: false,
    onSnapshot: (_snapshot, { seq }) => seqs.push(seq),
    onEvent: (_event, { seq }) => seqs.push(seq),
  });
}

/** Undefined while another page is shown, or the browser is between two pages. */
const received = (): Promise<number[] | undefined> =>
  page.evaluate(() => (globalThis as unknown as Partial<ClientPage>).seqs).catch(() => undefined);

/** The number of the rider's connections that are open at the server. */
async function countConnections(): Promise<number> {
  const { connections } = await expectOk<StreamConnectionsView>(ops.get('/v1/ops/connections'));
  return connections.filter(({ user }) => user.id === rider.id).length;
}

it('a page in the back/forward cache has no connection, and resumes with one when it returns', async () => {
  await page.goto(`${server.url}/health/live?left`);
  await until('the connection is closed', async () => (await countConnections()) === 0);
  await writer.commit(streamId('rider', rider.id), 2);
  // Playwright's goBack waits for a load, which a page from the cache doesn't have.
  await page.evaluate('history.back()');
  await until('the missed events', async () => (await received())?.length === 3);
  expect(await received()).toEqual([1, 2, 3]);
  await until('one connection', async () => (await countConnections()) === 1);
  expect(streams).toHaveLength(2);
});

it('a page whose network was away resumes when the browser is online again', async () => {
  await context.setOffline(true);
  await writer.commit(streamId('rider', rider.id), 2);
  await context.setOffline(false);
  await until('the missed events', async () => (await received())?.length === 3);
  expect(await received()).toEqual([1, 2, 3]);
  await until('one connection', async () => (await countConnections()) === 1);
});
