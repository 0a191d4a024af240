import type { Page } from 'playwright-core';
import { until } from '#testing';

/** What a first visit to a page cost, and how much it moved. */
export interface PageLoad {
  /** Bytes on the wire, headers included, counted through the debugger protocol. */
  bytes: number;
  /** Cumulative layout shift: 0 when nothing moved without an input of the visitor. */
  layoutShift: number;
}

/** Loads a page with an empty cache, until its heading is there and no request is under way. */
export async function measureLoad(page: Page, address: string): Promise<PageLoad> {
  const devtools = await page.context().newCDPSession(page);
  const pending = new Set<string>();
  let bytes = 0;
  devtools.on('Network.requestWillBeSent', ({ requestId }) => pending.add(requestId));
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    pending.delete(requestId);
    bytes += encodedDataLength;
  });
  devtools.on('Network.loadingFailed', ({ requestId }) => pending.delete(requestId));
  // A stream has no end.
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.mimeType === 'text/event-stream') pending.delete(requestId);
  });
  await devtools.send('Network.enable');
  await page.addInitScript(observeShifts);
  await page.goto(address);
  await page.locator('h1, h2').first().waitFor();
  await until('no request is under way', () => pending.size === 0);
  const layoutShift = await page.evaluate(readShifts);
  await devtools.detach();
  return { bytes, layoutShift };
}

interface ShiftGlobals {
  layoutShift?: number;
  PerformanceObserver: new (
    call: (list: { getEntries(): { value: number; hadRecentInput: boolean }[] }) => void,
  ) => { observe(options: object): void };
}

// The two functions below run in the page: Playwright sends them there as text.

function observeShifts(): void {
  const page = globalThis as unknown as ShiftGlobals;
  page.layoutShift = 0;
  new page.PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) {
      if (!hadRecentInput) page.layoutShift = (page.layoutShift ?? 0) + value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

function readShifts(): number {
  return (globalThis as unknown as ShiftGlobals).layoutShift ?? -1;
}
