import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, CDPSession } from 'playwright-core';
import type { Throttling } from './throttling.js';

/** A page counts as loaded when it has had no request under way for so long. */
const QUIET_MS = 1_000;
const LONGEST_LOAD_MS = 60_000;
const POLL_MS = 50;
const BITS_PER_BYTE = 8;
const KILO = 1_000;

/** What one first visit measured. */
export interface PageVisit {
  /** Largest Contentful Paint in milliseconds since the navigation began. */
  paintMs: number;
  /** Cumulative Layout Shift, the sum of all shifts: at least that of the worst session window. */
  shift: number;
  /** Bytes on the wire with headers. */
  bytes: number;
}

export interface VisitRequest {
  address: string;
  /** What the page finds in its `localStorage`. */
  stored: Record<string, string>;
  throttling: Throttling;
  signal: AbortSignal;
}

/**
 * Visits a page in a profile of its own: without cache, service worker and cookies.
 *
 * @throws {Error} when the page is not loaded in a minute, or paints no content
 */
export async function visitPage(browser: Browser, request: VisitRequest): Promise<PageVisit> {
  const { address, stored, throttling, signal } = request;
  const context = await browser.newContext({ viewport: throttling.viewport, locale: 'en-US' });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await throttle(devtools, throttling);
    const requests = watchRequests(devtools);
    await page.addInitScript(observe, stored);
    await page.goto(address, { waitUntil: 'load', timeout: LONGEST_LOAD_MS });
    await page.locator('h1, h2').first().waitFor({ timeout: LONGEST_LOAD_MS });
    const deadline = performance.now() + LONGEST_LOAD_MS;
    while (!requests.isQuiet()) {
      if (performance.now() > deadline) throw new Error(`${address} was not loaded in a minute.`);
      await delay(POLL_MS, undefined, { signal });
    }
    const seen = await page.evaluate(readObserved);
    if (!(seen.paintMs > 0)) throw new Error(`${address} painted no content.`);
    return { ...seen, bytes: requests.bytes() };
  } finally {
    await context.close();
  }
}

async function throttle(
  devtools: CDPSession,
  { latencyMs, kilobitsPerSecond, cpuSlowdown }: Throttling,
): Promise<void> {
  const throughput = (kilobitsPerSecond * KILO) / BITS_PER_BYTE;
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: latencyMs,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
}

function watchRequests(devtools: CDPSession) {
  const pending = new Set<string>();
  let bytes = 0;
  let changedAt = performance.now();
  const end = (requestId: string): void => {
    if (pending.delete(requestId)) changedAt = performance.now();
  };
  devtools.on('Network.requestWillBeSent', ({ requestId }) => {
    pending.add(requestId);
    changedAt = performance.now();
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength;
    end(requestId);
  });
  devtools.on('Network.loadingFailed', ({ requestId }) => {
    end(requestId);
  });
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    // A stream has no end.
    if (response.mimeType === 'text/event-stream') end(requestId);
  });
  return {
    bytes: () => bytes,
    isQuiet: () => pending.size === 0 && performance.now() - changedAt > QUIET_MS,
  };
}

interface Observed {
  paintMs: number;
  shift: number;
}

/** What the two functions below need of the DOM, whose types would come into every file. */
interface PageGlobals {
  observed: Observed;
  localStorage: { setItem(key: string, value: string): void };
  PerformanceObserver: new (
    call: (list: {
      getEntries(): { startTime: number; value: number; hadRecentInput: boolean }[];
    }) => void,
  ) => { observe(options: { type: string; buffered: boolean }): void };
}

// The two functions below run in the page: Playwright sends them there as text.

function observe(stored: Record<string, string>): void {
  const page = globalThis as unknown as PageGlobals;
  for (const [key, value] of Object.entries(stored)) page.localStorage.setItem(key, value);
  const observed = { paintMs: 0, shift: 0 };
  page.observed = observed;
  new page.PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) observed.paintMs = startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new page.PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) {
      if (!hadRecentInput) observed.shift += value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

function readObserved(): Observed {
  return (globalThis as unknown as PageGlobals).observed;
}
