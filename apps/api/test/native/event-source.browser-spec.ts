import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { launchChromium, until } from '#testing';
import { openInTab } from './stream-in-tab.js';
import { openTab, signedIn } from '#api-harness';
import { testNativeStream } from './native-stream-properties.js';
import { dispatchedOf } from './native-stream.js';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

describe('Chromium’s own EventSource', () => {
  testNativeStream(async (url, reader) => {
    const { origin } = new URL(url);
    const context = await signedIn(browser, { url: origin }, reader);
    const stream = await openInTab(await openTab(context, origin), url);
    // The browser ends the streams of a page when the page closes.
    return { ...stream, close: () => context.close() };
  });

  it('Chromium dispatches the events of the standard for valid bytes in any slices', async () => {
    const slices = fc.sample(slicedStream, { numRuns: 30, seed: 7 });
    const slicesServer = await serveSlices(slices);
    const page = await openTab(await browser.newContext(), slicesServer.url);
    for (const [index, parts] of slices.entries()) {
      const stream = await openInTab(page, `${slicesServer.url}/${index}`);
      await until('the EventSource is closed', async () => (await stream.readyState()) === 2);
      expect(await stream.heard()).toEqual(dispatchedOf(Buffer.concat(parts)));
    }
    await page.context().close();
    await slicesServer.close();
  });
});

const text = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.toWellFormed());
const frame = fc.oneof(
  fc.constant(': heartbeat\n\n'),
  fc
    .tuple(fc.constantFrom('', 'event: trip.started\n', 'event: stream.snapshot\n'), fc.nat(), text)
    .map(([name, seq, value]) => `${name}id: e-${seq}\ndata: ${JSON.stringify(value)}\n\n`),
);

/** Generates the bytes of valid frames, sliced at any position, even within a character. */
const slicedStream = fc
  .tuple(fc.array(frame, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(), { maxLength: 8 }))
  .map(([frames, offsets]) => {
    const bytes = Buffer.from(`retry: 1\n\n${frames.join('')}`);
    const ends = [...offsets.map((offset) => offset % bytes.length), bytes.length];
    ends.sort((a, b) => a - b);
    return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
  });

/** Serves each slice as a separate chunk, and 204 to a second request for the same bytes. */
async function serveSlices(streams: readonly Buffer[][]) {
  const requestedUrls = new Set<string>();
  const server = createServer((request, response) => {
    const { url = '/' } = request;
    const parts = streams[Number(url.slice(1))];
    if (!parts) return response.end('a page');
    if (requestedUrls.has(url)) return response.writeHead(204).end();
    requestedUrls.add(url);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const write = ([part, ...rest]: Buffer[]): void => {
      if (!part) return void response.end();
      // The server writes one chunk at a time, because adjacent writes would arrive as one chunk.
      response.write(part, () => setImmediate(write, rest));
    };
    write(parts);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
