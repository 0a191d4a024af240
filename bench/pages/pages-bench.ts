import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { EmbeddedPostgres } from '#embedded-postgres';
import { ApiProcess, freePort } from '#simulation';
import { benchVariables } from '../city/city-servers.js';
import { launchBrowser } from '../report/launch-browser.js';
import { describeMachine, type Machine } from '../report/machine.js';
import { median } from '../report/median.js';
import { arrangeRide, type ArrangedRide } from './arrange-ride.js';
import { measuredPages, TRIVIAL_ROUTE, type MeasuredPage } from './measured-pages.js';
import type { PagesBenchOptions } from './options.js';
import { visitPage, type PageVisit } from './page-visit.js';
import { throttlings, type Throttling } from './throttling.js';
import { startTrivialServer } from './trivial-server.js';

/** One page on one device: the medians of its visits. */
export interface PageRow extends PageVisit {
  route: string;
  throttling: Throttling;
  /** LCP as a multiple of that of the trivial page on the same device in the same run. */
  paintRatio: number;
  /** Undefined for the trivial page. */
  mostBytes: number | undefined;
}

export interface PagesReport {
  machine: Machine;
  options: PagesBenchOptions;
  browserVersion: string;
  rows: PageRow[];
}

/** A page with its address on the server that runs. */
interface Visited {
  route: string;
  address: string;
  stored: Record<string, string>;
  mostBytes: number | undefined;
}

interface Run extends PagesBenchOptions {
  browser: Browser;
  progress: (text: string) => void;
  signal: AbortSignal;
}

/**
 * Visits each page on each device, in rounds, so that other work on the machine affects all pages.
 *
 * @throws {UsageError} without Chromium
 */
export async function runPagesBench(
  options: PagesBenchOptions,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<PagesReport> {
  const machine = describeMachine();
  const browser = await launchBrowser();
  const trivial = await startTrivialServer();
  try {
    const rows = await withServer(signal, async (origin) => {
      const pages = [
        { route: TRIVIAL_ROUTE, address: trivial.url, stored: {}, mostBytes: undefined },
        ...locatePages(origin, await arrangeRide(origin)),
      ];
      return visitInRounds(pages, { ...options, browser, progress, signal });
    });
    return { machine, options, browserVersion: browser.version(), rows };
  } finally {
    trivial.close();
    await browser.close();
  }
}

/** A server as `npm start` runs it, on a database of its own. */
async function withServer<Result>(
  signal: AbortSignal,
  use: (origin: string) => Promise<Result>,
): Promise<Result> {
  const folder = join(tmpdir(), `tripstream-pages-${randomBytes(6).toString('hex')}`);
  const postgres = await EmbeddedPostgres.start({ dataDir: folder });
  try {
    const port = String(await freePort());
    const environment = { ...benchVariables, DATABASE_URL: postgres.url, PORT: port };
    const server = await ApiProcess.start({ environment }, signal);
    try {
      return await use(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function locatePages(origin: string, ride: ArrangedRide): Visited[] {
  return measuredPages.map(({ route, isSignedIn, mostBytes }: MeasuredPage) => ({
    route,
    address: origin + route.replace('{id}', ride.tripId).replace('{token}', ride.shareToken),
    stored: isSignedIn ? ride.stored : {},
    mostBytes,
  }));
}

async function visitInRounds(pages: readonly Visited[], run: Run): Promise<PageRow[]> {
  const measured = throttlings.flatMap((throttling) =>
    pages.map((page) => ({ page, throttling, visits: [] as PageVisit[] })),
  );
  for (let round = 1; round <= run.visits; round++) {
    run.progress(`round ${round} of ${run.visits}`);
    for (const { page, throttling, visits } of measured) {
      run.signal.throwIfAborted();
      const { address, stored } = page;
      visits.push(
        await visitPage(run.browser, { address, stored, throttling, signal: run.signal }),
      );
    }
  }
  const rows = measured.map(({ page: { route, mostBytes }, throttling, visits }) => ({
    route,
    mostBytes,
    throttling,
    paintMs: median(visits.map(({ paintMs }) => paintMs)),
    shift: median(visits.map(({ shift }) => shift)),
    bytes: median(visits.map(({ bytes }) => bytes)),
  }));
  return rows.map((row) => {
    const trivial = rows.find(
      ({ route, throttling }) => route === TRIVIAL_ROUTE && throttling === row.throttling,
    );
    return { ...row, paintRatio: row.paintMs / (trivial?.paintMs ?? NaN) };
  });
}
