import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { until } from '#testing';
import { launchChromium, openInTab, openTab, signedIn } from '../chromium.js';
import { nativeStreamLaws } from './native-stream-properties.js';
import { dispatchedOf } from './native-stream.js';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

describe('Chromium’s own EventSource', () => {
  nativeStreamLaws(async (url, reader) => {
    const { origin } = new URL(url);
    const context = await signedIn(browser, { url: origin }, reader);
    const stream = await openInTab(await openTab(context, origin), url);
    // A page that is closed ends its streams, as a tab does.
    return { ...stream, close: () => context.close() };
  });

  it('dispatches what the grammar says of any bytes that obey it, in any slices', async () => {
    const slices = fc.sample(slicedStream, { numRuns: 30, seed: 7 });
    const place = await serveSlices(slices);
    const page = await openTab(await browser.newContext(), place.url);
    for (const [index, parts] of slices.entries()) {
      const stream = await openInTab(page, `${place.url}/${index}`);
      await until('it has come to its end', async () => (await stream.readyState()) === 2);
      expect(await stream.heard()).toEqual(dispatchedOf(Buffer.concat(parts)));
    }
    await page.context().close();
    await place.close();
  });
});

const text = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.toWellFormed());
const frame = fc.oneof(
  fc.constant(': heartbeat\n\n'),
  fc
    .tuple(fc.constantFrom('', 'event: trip.started\n', 'event: stream.snapshot\n'), fc.nat(), text)
    .map(([name, seq, value]) => `${name}id: e-${seq}\ndata: ${JSON.stringify(value)}\n\n`),
);

/** The bytes of some frames of ours, cut in pieces, in the middle of characters too. */
const slicedStream = fc
  .tuple(fc.array(frame, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(), { maxLength: 8 }))
  .map(([frames, places]) => {
    const bytes = Buffer.from(`retry: 1\n\n${frames.join('')}`);
    const ends = [...places.map((place) => place % bytes.length), bytes.length];
    ends.sort((a, b) => a - b);
    return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
  });

/** Writes each slice as a chunk of its own; a second request for the same bytes gets 204. */
async function serveSlices(streams: readonly Buffer[][]) {
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    const { url = '/' } = request;
    const parts = streams[Number(url.slice(1))];
    if (!parts) return response.end('a page');
    if (asked.has(url)) return response.writeHead(204).end();
    asked.add(url);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const write = ([part, ...rest]: Buffer[]): void => {
      if (!part) return void response.end();
      // One at a time: chunks written together would arrive as one.
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
