import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { createTestDatabase, launchChromium, type TestDatabase } from '#testing';
import {
  dropoff,
  ensureBuilt,
  killApiProcesses,
  pickup,
  startApiProcess,
  type ApiProcess,
} from '#api-harness';
import { accessibilityFaults, openPage } from './page-scene.js';
import { keptPaths, untilKept } from './kept-shell.js';

let browser: Browser;
let database: TestDatabase;
let server: ApiProcess;

beforeAll(async () => {
  ensureBuilt();
  [browser, database] = await Promise.all([launchChromium(), createTestDatabase()]);
  server = await startApiProcess({ DATABASE_URL: database.url, PORT: '0' });
});

afterAll(async () => {
  await Promise.all([browser.close(), killApiProcesses()]);
  await database.drop();
});

describe('the page of a rider without a connection', () => {
  it('the page opens with the last known ride, says of when it is, and is live again later', async () => {
    const { context, page, wrongs } = await openPage(browser, `${server.url}/rider`);
    await page.getByLabel('Your name').fill('Mona');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('Where to?').waitFor();
    const session = await page.evaluate<string>("localStorage.getItem('tripstream.session.rider')");
    const { token } = JSON.parse(session) as { token: string };
    await fetch(`${server.url}/v1/trips`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify({ pickup, dropoff }),
    });
    await page.getByRole('button', { name: 'Cancel ride' }).waitFor();
    await untilKept(page, '/rider');
    const kept = await keptPaths(page);
    expect(kept.filter((path) => path !== '/rider' && !path.startsWith('/assets/'))).toEqual([]);
    const { port } = new URL(server.url);
    await server.kill();
    await page.reload();
    await page.getByText(/Last known at \d+:\d\d/).waitFor();
    await page.getByText(/^When we last heard: Looking for a driver/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    server = await startApiProcess({ DATABASE_URL: database.url, PORT: port });
    await page.getByText('Live', { exact: true }).waitFor();
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it('the page opens in the language that was chosen last, although it was loaded in another one', async () => {
    const { context, page } = await openPage(browser, `${server.url}/rider`);
    await page.getByLabel('Your name').waitFor();
    await page.locator('select.language').selectOption('es');
    await page.locator('html[lang="es"]').waitFor();
    await untilKept(page, 'words-es');
    await context.setOffline(true);
    await page.reload();
    await page.getByRole('heading', { name: 'Pide un viaje' }).waitFor();
    await context.close();
  });

  it('nothing of a rider stays in the browser after the sign-out', async () => {
    const { context, page } = await openPage(browser, `${server.url}/rider`);
    await page.getByLabel('Your name').fill('Nora');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('Where to?').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your name').waitFor();
    expect(await page.evaluate<string>("localStorage.getItem('tripstream.known-ride')")).toBeNull();
    await context.close();
  });
});

describe('the installable application', () => {
  it('the manifest names icons that the server has, and the worker may answer for all pages', async () => {
    const { context, page } = await openPage(browser, `${server.url}/rider`);
    const href = await page.locator('link[rel=manifest]').getAttribute('href');
    const manifest = (await (await fetch(new URL(href ?? '', server.url))).json()) as {
      start_url: string;
      icons: { src: string; type: string }[];
    };
    expect(manifest.start_url).toBe('/rider');
    for (const { src, type } of manifest.icons) {
      const { status, headers } = await fetch(`${server.url}${src}`);
      expect([src, status, headers.get('content-type')]).toEqual([src, 200, type]);
    }
    const { headers } = await fetch(`${server.url}/app/service-worker.js`);
    expect(headers.get('service-worker-allowed')).toBe('/');
    expect(headers.get('cache-control')).toBe('no-cache');
    await context.close();
  });
});
