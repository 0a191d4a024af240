import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { generate } from 'selfsigned';
import { startTestServer } from '#api-harness';
import { launchChromium, until } from '#testing';
import { WAYS, type Way } from '../src/race/phone/way.js';
import { openPage } from './page-scene.js';
import { button, StateSweep } from './state-sweep.js';

/** The ways that bring the positions of the car, too. */
const STREAMS: readonly Way[] = ['sse', 'websocket'];

let sweep: StateSweep;

beforeAll(async () => {
  sweep = await StateSweep.start();
});

afterEach(() => sweep.reset());

afterAll(() => sweep.stop());

const phoneOf = (page: Page, way: Way): Locator => page.locator(`.phone[data-way='${way}']`);

async function count(page: Page, way: Way, name: string): Promise<number> {
  const text = await phoneOf(page, way).locator(`[data-count='${name}'] dd`).textContent();
  return Number((text ?? '').replaceAll(',', ''));
}

const outageOf = async (page: Page, way: Way): Promise<string> =>
  (await phoneOf(page, way).locator('.outage').textContent()) ?? '';

/** Cuts a phone until an event has come meanwhile, and mends it then. */
async function cutDuringEvent(page: Page, way: Way): Promise<void> {
  const phone = phoneOf(page, way);
  await until(`an event came while ${way} was cut`, async () => {
    await phone.getByRole('button', { name: /^Cut/ }).click();
    await until('an event came, or the phone is back', async () => {
      const state = await phone.getAttribute('data-state');
      return state !== 'cut' || /received \d+ event/.test(await outageOf(page, way));
    });
    return (await phone.getAttribute('data-state')) === 'cut';
  });
  await phone.getByRole('button', { name: /^Mend/ }).click();
}

async function startOneRide(page: Page): Promise<void> {
  await page.getByLabel(/^One ride after another/).uncheck();
  await button(page, 'Start a ride').click();
}

describe('the race of five phones', () => {
  it('every phone sees a whole ride, by what its way costs', async () => {
    const page = await sweep.open('/race');
    await startOneRide(page);
    for (const way of WAYS) {
      await phoneOf(page, way).locator('.status', { hasText: 'Completed' }).waitFor();
    }
    for (const way of WAYS) {
      expect([way, await count(page, way, 'lost')]).toEqual([way, 0]);
      expect([way, await count(page, way, 'doubled')]).toEqual([way, 0]);
      expect(await count(page, way, 'events')).toBeGreaterThan(0);
      expect(await count(page, way, 'data')).toBeGreaterThan(0);
      expect(await phoneOf(page, way).locator('[data-knowledge=ahead]').count()).toBe(0);
    }
    for (const way of STREAMS) {
      expect([way, await count(page, way, 'requests')]).toEqual([way, 1]);
      expect(await count(page, way, 'locations')).toBeGreaterThan(0);
    }
    expect(await count(page, 'long-polling', 'locations')).toBe(0);
    // One for the snapshot, and one that each of its events has answered.
    expect(await count(page, 'long-polling', 'requests')).toBeGreaterThan(2);
    await phoneOf(page, 'sse').getByText('Over HTTP/1.1.').waitFor();
    await page.getByText('Ride 1 has ended.').waitFor();
  });

  it.each(STREAMS)('a cut phone with %s gets what it missed by its cursor', async (way) => {
    const page = await sweep.open('/race');
    await button(page, 'Start a ride').click();
    await phoneOf(page, way).and(page.locator('[data-state=live]')).waitFor();
    await cutDuringEvent(page, way);
    await phoneOf(page, way)
      .getByText(/^Back\. The cursor brought/)
      .waitFor();
    await until('the phone knows all events', async () => (await count(page, way, 'behind')) === 0);
    expect(await count(page, way, 'lost')).toBe(0);
    expect(await count(page, way, 'doubled')).toBe(0);
    expect(await count(page, way, 'reconnects')).toBeGreaterThan(0);
  });

  it.each([...STREAMS, 'long-polling'] as const)(
    'a cut phone with %s loses what it missed if it has no cursor, and the page says so',
    async (way) => {
      const page = await sweep.open('/race');
      await page.getByLabel('Without a cursor').check();
      await button(page, 'Start a ride').click();
      await phoneOf(page, way).and(page.locator('[data-state=live]')).waitFor();
      await cutDuringEvent(page, way);
      await phoneOf(page, way)
        .getByText(/lost; only the state after .+ is known/)
        .waitFor();
      expect(await count(page, way, 'lost')).toBeGreaterThan(0);
    },
  );

  it('the interval of a polling phone decides how often it asks', async () => {
    const page = await sweep.open('/race');
    await button(page, 'Start a ride').click();
    await phoneOf(page, 'slow-polling').getByLabel('Asks every').selectOption('1');
    await until('the phone that was slow asks often', async () => {
      return (await count(page, 'slow-polling', 'requests')) > 4;
    });
  });

  it('the page is accessible and whole in each of its states and languages', async () => {
    const page = await sweep.open('/race');
    await sweep.check(page, 'no ride yet');
    await page.getByLabel('Without a cursor').check();
    await button(page, 'Start a ride').click();
    await phoneOf(page, 'sse').and(page.locator('[data-state=live]')).waitFor();
    await sweep.check(page, 'a ride');
    await button(page, 'Cut all five').click();
    await sweep.check(page, 'all phones are cut');
    await cutDuringEvent(page, 'websocket');
    await phoneOf(page, 'websocket')
      .getByText(/^Back\./)
      .waitFor();
    await sweep.check(page, 'events are lost');
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('a server without scripted drivers is named as the problem, and the button works again', async () => {
    const page = await sweep.open('/race');
    await page.route('**/v1/sandbox/drivers', (route) =>
      route.fulfill({ status: 404, contentType: 'application/problem+json', body: NOT_FOUND }),
    );
    await button(page, 'Start a ride').click();
    await page.getByRole('alert').getByText('This server has no scripted drivers').waitFor();
    await sweep.check(page, 'no scripted drivers');
    expect(await button(page, 'Start a ride').isEnabled()).toBe(true);
    expect(sweep.takeFaults()).toEqual([]);
  });
});

describe('the race over TLS', () => {
  it('a page that came over HTTP/2 says so, and its WebSocket opens beside it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tripstream-race-'));
    const certificate = await generate(undefined, { keyType: 'ec', algorithm: 'sha256' });
    const [TLS_CERT_FILE, TLS_KEY_FILE] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await writeFile(TLS_CERT_FILE, certificate.cert);
    await writeFile(TLS_KEY_FILE, certificate.private);
    const [browser, server] = await Promise.all([
      // The certificate is a self-signed one.
      launchChromium('--ignore-certificate-errors'),
      startTestServer({ TLS_CERT_FILE, TLS_KEY_FILE }),
    ]);
    const { page, wrongs } = await openPage(browser, `${server.url}/race`);
    await startOneRide(page);
    await phoneOf(page, 'sse').getByText('Over HTTP/2.').waitFor();
    await phoneOf(page, 'websocket').and(page.locator('[data-state=live]')).waitFor();
    expect(wrongs).toEqual([]);
    await browser.close();
    await server.drop();
    await rm(folder, { recursive: true });
  });
});

const NOT_FOUND = JSON.stringify({
  type: 'about:blank',
  title: 'Not found',
  status: 404,
  detail: 'There is no such route.',
  code: 'NOT_FOUND',
});
