import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';

/** What a page costs while it is watched. */
export interface PageCost {
  /** Frames of the animation a second, as the page gets them. */
  framesPerSecond: number;
  /** Frames in which the page has painted moving things on a canvas, a second. */
  paintsPerSecond: number;
  /** The longest time between two frames in milliseconds. */
  longestFrameMs: number;
  /** CPU seconds a second of the page's own process. */
  rendererCpu: number;
  /** The same of all processes of the browser, which also composite. */
  browserCpu: number;
}

interface CpuSeconds {
  renderer: number;
  browser: number;
}

/** Watches a page of a browser that has no other page. */
export async function measureCost(
  browser: Browser,
  page: Page,
  seconds: number,
): Promise<PageCost> {
  const devtools = await browser.newBrowserCDPSession();
  const readCpu = async (): Promise<CpuSeconds> => {
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    const sum = (processes: typeof processInfo) =>
      processes.reduce((total, { cpuTime }) => total + cpuTime, 0);
    return {
      renderer: sum(processInfo.filter(({ type }) => type === 'renderer')),
      browser: sum(processInfo),
    };
  };
  try {
    await page.evaluate(startCounting);
    const [before, begin] = [await readCpu(), performance.now()];
    await delay(seconds * 1_000);
    const [after, elapsed] = [await readCpu(), (performance.now() - begin) / 1_000];
    const { frames, paints, longestMs, milliseconds } = await page.evaluate(stopCounting);
    return {
      framesPerSecond: frames / (milliseconds / 1_000),
      paintsPerSecond: paints / (milliseconds / 1_000),
      longestFrameMs: longestMs,
      rendererCpu: (after.renderer - before.renderer) / elapsed,
      browserCpu: (after.browser - before.browser) / elapsed,
    };
  } finally {
    await devtools.detach();
  }
}

/** The bytes of live objects of a page, after a garbage collection. */
export async function measureHeap(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  try {
    await devtools.send('HeapProfiler.enable');
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    return usedSize;
  } finally {
    await devtools.detach();
  }
}

interface Counted {
  frames: number;
  paints: number;
  longestMs: number;
  milliseconds: number;
}

interface PageGlobals {
  requestAnimationFrame: (call: (now: number) => void) => void;
  performance: { now: () => number };
  frameCounter: { stop: () => Counted };
  CanvasRenderingContext2D: {
    prototype: Record<'putImageData' | 'fillRect', (...values: unknown[]) => void>;
  };
}

// The two functions below run in the page: Playwright sends them there as text.

function startCounting(): void {
  const page = globalThis as unknown as PageGlobals;
  const begin = page.performance.now();
  let [frames, paints, longestMs, last, isStopped, isPainted] = [0, 0, 0, begin, false, false];
  // The map hands over a whole image, and the trivial page paints a square.
  const { prototype } = page.CanvasRenderingContext2D;
  for (const name of ['putImageData', 'fillRect'] as const) {
    const original = prototype[name];
    prototype[name] = function paint(...values) {
      isPainted = true;
      original.apply(this, values);
    };
  }
  const count = () => {
    const now = page.performance.now();
    frames += 1;
    if (isPainted) paints += 1;
    isPainted = false;
    longestMs = Math.max(longestMs, now - last);
    last = now;
    if (!isStopped) page.requestAnimationFrame(count);
  };
  page.requestAnimationFrame(count);
  page.frameCounter = {
    stop: () => {
      isStopped = true;
      return { frames, paints, longestMs, milliseconds: page.performance.now() - begin };
    },
  };
}

function stopCounting(): Counted {
  return (globalThis as unknown as PageGlobals).frameCounter.stop();
}
