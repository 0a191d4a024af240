import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium, startFaultProxy } from '#testing';
import { pickup, startTestServer, type TestServer } from '#api-harness';
import { DriverTab } from './driver-tab.js';
import { accessibilityFaults } from './page-scene.js';

let browser: Browser;
let server: TestServer;
let tab: DriverTab;

beforeAll(async () => {
  browser = await launchChromium();
  server = await startTestServer();
});

afterEach(async () => {
  await tab.goOffline(server);
  await tab.close();
});

afterAll(async () => {
  await browser.close();
  await server.drop();
});

const looksOffline = () => tab.page.getByRole('alert').filter({ hasText: 'You look offline' });

describe('what the driver’s page says about the car’s own position', () => {
  it('a driver whose browser refuses the position looks offline, until the page drives', async () => {
    tab = await DriverTab.open(browser, server, { device: pickup });
    const { page } = tab;
    await tab.goOnline();
    expect(await looksOffline().count()).toBe(0);
    await page.context().clearPermissions();
    await page.reload();
    await looksOffline().getByText('This browser doesn’t tell where you are').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByText('Simulate').click();
    await page.getByLabel('Drive for me').check();
    await looksOffline().waitFor({ state: 'detached' });
  });

  it('a driver whose positions do not reach the server looks offline until they do', async () => {
    const proxy = await startFaultProxy(server.url);
    const url = new URL(proxy.url).origin;
    tab = await DriverTab.open(browser, { ...server, url });
    const { page } = tab;
    await tab.goOnline();
    proxy.cut();
    await looksOffline().getByText('Check your connection').waitFor();
    await page
      .getByText(/^(Your last position arrived .+ ago|No position has arrived yet)\.$/)
      .waitFor();
    proxy.restore();
    await looksOffline().waitFor({ state: 'detached' });
    await tab.goOffline(server);
    await page.getByText('You are offline.').waitFor();
    await proxy.close();
  });

  it('a position that the server refuses is shown with the reason of the server', async () => {
    tab = await DriverTab.open(browser, server);
    await tab.goOnline();
    const detail = 'Too many positions.';
    await tab.page.route('**/locations', (route) =>
      route.fulfill({
        status: 422,
        contentType: 'application/problem+json',
        json: { type: 'about:blank', title: detail, status: 422, detail, code: 'INVALID' },
      }),
    );
    await looksOffline().getByText(`The server doesn’t take your position: ${detail}`).waitFor();
  });
});

describe('the demo’s controls on the driver’s page', () => {
  const isOpen = () => tab.page.getByLabel('Drive for me').isVisible();

  it('the controls are folded until the driver opens them, and stay as they were left', async () => {
    tab = await DriverTab.open(browser, server);
    const { page } = tab;
    expect(await isOpen()).toBe(false);
    await page.getByText('Simulate').click();
    await page.getByLabel('Drive for me').waitFor();
    await page.reload();
    await page.getByLabel('Drive for me').waitFor();
    await page.getByText('Simulate').click();
    await page.reload();
    await page.getByText('Simulate').waitFor();
    expect(await isOpen()).toBe(false);
  });

  it('an address with ?simulate opens them', async () => {
    tab = await DriverTab.open(browser, server);
    await tab.page.goto(`${server.url}/driver?simulate`);
    await tab.page.getByLabel('Drive for me').waitFor();
  });
});
