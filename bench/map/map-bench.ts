import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import type { Session } from '#contracts';
import { readBounds } from '../city/city-bench.js';
import { CityServers } from '../city/city-servers.js';
import type { SelfTime } from '../profile/self-times.js';
import { launchBrowser } from '../report/launch-browser.js';
import { describeMachine, type Machine } from '../report/machine.js';
import { median } from '../report/median.js';
import { countFed, feedLongStream, feedUpTo } from './long-stream.js';
import { MovingFleet } from './moving-fleet.js';
import type { MapBenchOptions } from './options.js';
import { measureCost, measureHeap, type PageCost } from './page-meter.js';
import { profilePage } from './page-profile.js';
import { TRIVIAL_CANVAS } from './trivial-canvas.js';

const VIEWPORT = { width: 1280, height: 800 };
/** A page compiles its script and gets its first frames meanwhile. */
const WARM_UP_MS = 4_000;
const POLL_MS = 100;
/** The drivers of a frame while the heap is measured. */
const HEAP_DRIVERS = 300;
/** The heap is measured after this share of the frames for the first time: all caches are full. */
const FULL_SHARE = 0.25;

/** A page, as the median of its rounds. */
export interface MapRow extends PageCost {
  /** Undefined for the trivial page. */
  drivers: number | undefined;
  /** Empty unless a profile was wanted. */
  selfTimes: SelfTime[];
}

/** The live bytes of the page's heap at two moments of a long stream. */
export interface HeapGrowth {
  framesBefore: number;
  bytesBefore: number;
  framesAfter: number;
  bytesAfter: number;
}

export interface MapReport {
  machine: Machine;
  options: MapBenchOptions;
  browserVersion: string;
  rows: MapRow[];
  heap: HeapGrowth | undefined;
}

interface Run {
  options: MapBenchOptions;
  origin: string;
  session: Session;
  progress: (text: string) => void;
  signal: AbortSignal;
}

/**
 * Measures the page with each number of drivers, and the trivial page beside it in each round, so
 * that other work on the machine affects all of them.
 *
 * @throws {UsageError} without Chromium
 */
export async function runMapBench(
  options: MapBenchOptions,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<MapReport> {
  const machine = describeMachine();
  const ended = new AbortController();
  const stop = (error: Error): void => {
    ended.abort(error);
  };
  const servers = await CityServers.start({ count: 1, profile: undefined }, stop);
  const pool = new pg.Pool({ connectionString: servers.databaseUrl, max: 2 });
  const fleet = new MovingFleet(pool, await readBounds(servers.servers), {
    metersPerSecond: options.metersPerSecond,
    onError: stop,
  });
  try {
    const origin = `http://127.0.0.1:${servers.servers[0]?.port ?? 0}`;
    const either = AbortSignal.any([signal, ended.signal]);
    const run = { options, origin, progress, signal: either, session: await signUpOps(origin) };
    const heap = options.frames === 0 ? undefined : await measureGrowth(run);
    fleet.start();
    const rows = await measureRows(run, fleet);
    const browser = await launchBrowser();
    const browserVersion = browser.version();
    await browser.close();
    return { machine, options, browserVersion, rows, heap };
  } finally {
    await fleet.stop();
    await pool.end();
    await servers.stop();
  }
}

async function signUpOps(origin: string): Promise<Session> {
  const answer = await fetch(`${origin}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'ops', name: 'Olga' }),
  });
  if (!answer.ok) throw new Error(`POST /v1/sessions answered ${answer.status}.`);
  return (await answer.json()) as Session;
}

async function measureRows(run: Run, fleet: MovingFleet): Promise<MapRow[]> {
  const trivial: PageCost[] = [];
  const rows: MapRow[] = [];
  for (const drivers of run.options.drivers) {
    run.progress(`${drivers.toLocaleString('en')} drivers`);
    await fleet.grow(drivers);
    const costs: PageCost[] = [];
    for (let round = 0; round < run.options.rounds; round++) {
      run.signal.throwIfAborted();
      trivial.push(await measurePage(run, (page) => page.setContent(TRIVIAL_CANVAS)));
      costs.push(await measurePage(run, (page) => openCity(page, run, drivers)));
    }
    const selfTimes = run.options.isProfiled ? await profileCity(run, drivers) : [];
    rows.push({ drivers, ...medianOf(costs), selfTimes });
  }
  return [{ drivers: undefined, ...medianOf(trivial), selfTimes: [] }, ...rows];
}

/** In a visit of its own, because the profiler slows the page down. */
const profileCity = (run: Run, drivers: number): Promise<SelfTime[]> =>
  withPage(async (page) => {
    await openCity(page, run, drivers);
    await delay(WARM_UP_MS, undefined, { signal: run.signal });
    return profilePage(page, run.options.seconds);
  });

/** Each page has a browser of its own, so that all its processes are those of the page. */
async function measurePage(
  { options, signal }: Run,
  open: (page: Page) => Promise<void>,
): Promise<PageCost> {
  return withPage(async (page, browser) => {
    await open(page);
    await delay(WARM_UP_MS, undefined, { signal });
    return measureCost(browser, page, options.seconds);
  });
}

async function withPage<Result>(
  use: (page: Page, browser: Browser) => Promise<Result>,
): Promise<Result> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-US' });
    return await use(await context.newPage(), browser);
  } finally {
    await browser.close();
  }
}

/** Opens the page of an operator, and waits until the map has all drivers. */
async function openCity(page: Page, { origin, session, signal }: Run, drivers: number) {
  await signIn(page, session);
  await page.goto(`${origin}/city`);
  const counts = page.locator('[data-drivers]:not([data-drivers="stale"])');
  await counts.first().waitFor();
  const count = async (): Promise<number> =>
    (await counts.allTextContents()).reduce(
      (sum, text) => sum + Number(text.replaceAll(/\D/g, '')),
      0,
    );
  while ((await count()) < drivers) await delay(POLL_MS, undefined, { signal });
}

async function signIn(page: Page, session: Session): Promise<void> {
  const stored = { 'tripstream.session.ops': JSON.stringify(session) };
  await page.addInitScript(store, stored);
}

/** Runs in the page. */
function store(values: Record<string, string>): void {
  const { localStorage } = globalThis as unknown as {
    localStorage: { setItem: (name: string, value: string) => void };
  };
  for (const [name, value] of Object.entries(values)) localStorage.setItem(name, value);
}

/** Shows thousands of frames, and measures the heap twice on the way. */
async function measureGrowth(run: Run): Promise<HeapGrowth> {
  const { origin, session, signal, options } = run;
  const framesAfter = options.frames;
  const framesBefore = Math.ceil(framesAfter * FULL_SHARE);
  run.progress(`${framesAfter.toLocaleString('en')} frames`);
  return withPage(async (page) => {
    await signIn(page, session);
    await feedLongStream(page, HEAP_DRIVERS);
    await page.goto(`${origin}/city`);
    const heapAfter = async (frames: number): Promise<number> => {
      await feedUpTo(page, frames);
      while ((await countFed(page)) < frames) await delay(POLL_MS, undefined, { signal });
      await delay(WARM_UP_MS, undefined, { signal });
      return measureHeap(page);
    };
    const bytesBefore = await heapAfter(framesBefore);
    const bytesAfter = await heapAfter(framesAfter);
    return { framesBefore, bytesBefore, framesAfter, bytesAfter };
  });
}

function medianOf(costs: readonly PageCost[]): PageCost {
  const of = (name: keyof PageCost) => median(costs.map((cost) => cost[name]));
  return {
    framesPerSecond: of('framesPerSecond'),
    paintsPerSecond: of('paintsPerSecond'),
    longestFrameMs: of('longestFrameMs'),
    rendererCpu: of('rendererCpu'),
    browserCpu: of('browserCpu'),
  };
}
