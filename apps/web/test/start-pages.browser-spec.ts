import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { createTestDatabase, launchChromium, type TestDatabase } from '#testing';
import type { Session } from '#contracts';
import {
  acceptNextOffer,
  dropoff,
  ensureBuilt,
  killApiProcesses,
  personOf,
  pickup,
  requestTrip,
  signUp,
  startApiProcess,
  type ApiProcess,
} from '#api-harness';
import { LANGUAGES } from '../src/language/languages.js';
import { accessibilityFaults, newScene, openPage } from './page-scene.js';

const OVERFLOWS = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';

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

describe('the start page', () => {
  it.each(Object.entries(LANGUAGES))(
    'the start page and the sign-in form are accessible and whole in %s',
    async (locale, { direction }) => {
      const { context, page, wrongs } = await openPage(browser, server.url, {
        locale,
        viewport: { width: 360, height: 740 },
      });
      for (const path of ['/', '/rider']) {
        await page.goto(`${server.url}${path}`);
        await page.locator('h1').waitFor();
        const html = page.locator('html');
        expect(await html.getAttribute('lang')).toBe(locale);
        expect(await html.getAttribute('dir')).toBe(direction);
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(await page.evaluate<boolean>(OVERFLOWS)).toBe(false);
      }
      expect(wrongs).toEqual([]);
      await context.close();
    },
  );

  it('a language of the menu is shown at once, and again by the next page', async () => {
    const { context, page } = await openPage(browser, server.url);
    const downloads: string[] = [];
    page.on('request', (request) => downloads.push(request.url()));
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('link', { name: 'Fahren' }).click();
    await page.getByLabel('Dein Name').waitFor();
    expect(await page.title()).toBe('Fahren · Tripstream');
    expect(downloads.filter((url) => /words-(en|es|ar|ja)/.test(url))).toEqual([]);
    await context.close();
  });

  it('the live map counts the cars on duty once the side-by-side page has brought one', async () => {
    const { context, page, wrongs } = await openPage(browser, server.url);
    await page.getByRole('link', { name: 'Try rider and driver side by side' }).click();
    const rider = page.frameLocator('iframe[title="The rider"]');
    const driver = page.frameLocator('iframe[title="The driver"]');
    await rider.getByText('Where to?').waitFor();
    await driver.getByRole('switch', { checked: true }).waitFor();
    const start = await context.newPage();
    await start.goto(server.url);
    await start.getByText(/^Live: 1 car on duty/).waitFor();
    expect(wrongs).toEqual([]);
    await context.close();
  });
});

describe('the documentation of the API', () => {
  it.each(['light', 'dark'] as const)(
    'shows every operation before Swagger UI has loaded, and opens the chosen one then (%s)',
    async (colorScheme) => {
      const { context, page, wrongs } = await newScene(browser, { colorScheme });
      let release = (): void => undefined;
      const isReleased = new Promise<void>((resolve) => (release = resolve));
      await page.route('**/swagger-ui-bundle.js', async (route) => {
        await isReleased;
        await route.continue();
      });
      await page.goto(`${server.url}/docs`, { waitUntil: 'commit' });
      await page.getByRole('heading', { level: 1, name: 'API' }).waitFor();
      await page.getByRole('link', { name: 'POST /v1/trips', exact: true }).click();
      expect(await accessibilityFaults(page)).toEqual([]);
      release();
      await page.locator('#operations-Trips-requestTrip.is-open').waitFor();
      expect(await page.locator('#operation-list').isHidden()).toBe(true);
      expect(await page.evaluate<boolean>(OVERFLOWS)).toBe(false);
      expect(wrongs).toEqual([]);
      await context.close();
    },
  );

  it('keeps the list where Swagger UI does not load', async () => {
    const { context, page } = await newScene(browser);
    await page.route('**/swagger-ui-bundle.js', (route) => route.abort());
    await page.goto(`${server.url}/docs`);
    await page.getByRole('link', { name: 'POST /v1/trips', exact: true }).waitFor();
    await context.close();
  });
});

describe('signing out during a ride', () => {
  it('a rider is asked first, and comes back to the ride as the same person', async () => {
    const { context, page } = await openPage(browser, `${server.url}/rider`);
    await page.getByLabel('Your name').fill('Mona');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('Where to?').waitFor();
    const session = await page.evaluate<string>("localStorage.getItem('tripstream.session.rider')");
    const { token } = JSON.parse(session) as { token: string };
    const answer = await fetch(`${server.url}/v1/trips`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify({ pickup, dropoff }),
    });
    expect(answer.status).toBe(201);
    await page.getByRole('button', { name: 'Cancel ride' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('You have a ride').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Sign out' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Continue as Mona' }).click();
    await page.getByRole('button', { name: 'Cancel ride' }).waitFor();
    await context.close();
  });

  it('a driver is asked too, also where the server is not reached, and comes back to the ride', async () => {
    const { context, page } = await openPage(browser, `${server.url}/driver`);
    await page.getByLabel('Your name').fill('Dana');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('switch').waitFor();
    const stored = await page.evaluate<string>("localStorage.getItem('tripstream.session.driver')");
    await requestTrip(await signUp(server, 'rider'));
    await acceptNextOffer(personOf(server, JSON.parse(stored) as Session));
    await page.getByText('I’m at the pickup').waitFor();
    const ask = page.getByRole('button', { name: 'Sign out' }).first();
    const dialog = page.getByRole('dialog');
    await ask.click();
    await dialog.getByText('You have a ride').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await context.setOffline(true);
    await ask.click();
    await dialog.getByText('You have a ride').waitFor();
    await dialog.getByRole('button', { name: 'Sign out' }).click();
    await context.setOffline(false);
    await page.reload();
    await page.getByRole('button', { name: 'Continue as Dana' }).click();
    await page.getByText('I’m at the pickup').waitFor();
    await context.close();
  });

  it('a rider without a ride is signed out at once, and nothing of the session stays', async () => {
    const { context, page } = await openPage(browser, `${server.url}/rider`);
    await page.getByLabel('Your name').fill('Nora');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('Where to?').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your name').waitFor();
    expect(await page.getByRole('button', { name: /Continue/ }).count()).toBe(0);
    const kept = await page.evaluate<string>('JSON.stringify(localStorage)');
    expect(kept).not.toContain('Nora');
    await context.close();
  });
});
