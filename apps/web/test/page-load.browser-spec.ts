import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { createTestDatabase, launchChromium, type TestDatabase } from '#testing';
import { ensureBuilt, killApiProcesses, startApiProcess, type ApiProcess } from '#api-harness';
import { measureLoad } from './page-load.js';

const KB = 1024;
const MOST_LAYOUT_SHIFT = 0.02;
/** Bytes of a first visit. The documentation brings Swagger UI. */
const LIMITS = {
  '/': 200 * KB,
  '/rider': 200 * KB,
  '/driver': 200 * KB,
  '/city': 200 * KB,
  '/race': 200 * KB,
  '/bytes': 200 * KB,
  '/docs': 700 * KB,
};
const VIEWPORTS = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];

const visits = Object.entries(LIMITS).flatMap(([path, limit]) =>
  VIEWPORTS.map((viewport) => ({ path, limit, viewport, width: viewport.width })),
);

let browser: Browser;
let database: TestDatabase;
let server: ApiProcess;

beforeAll(async () => {
  ensureBuilt();
  [browser, database] = await Promise.all([launchChromium(), createTestDatabase()]);
  server = await startApiProcess({ DATABASE_URL: database.url });
});

afterAll(async () => {
  await Promise.all([browser.close(), killApiProcesses()]);
  await database.drop();
});

describe('a first visit', () => {
  it.each(visits)(
    '$path at $width pixels is light, and no content moves while it loads',
    async ({ path, limit, viewport }) => {
      const context = await browser.newContext({ viewport, locale: 'en-US' });
      const load = await measureLoad(await context.newPage(), server.url + path);
      await context.close();
      expect(load.bytes).toBeGreaterThan(KB);
      expect(load.bytes).toBeLessThanOrEqual(limit);
      expect(load.layoutShift).toBeGreaterThanOrEqual(0);
      expect(load.layoutShift).toBeLessThanOrEqual(MOST_LAYOUT_SHIFT);
    },
  );
});
