import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, until } from '#testing';
import { dropoff, pickup, SqlPeek, startTestServer, type TestServer } from '#api-harness';
import { newScene, type Scene } from './page-scene.js';

let browser: Browser;
let server: TestServer;
let peek: SqlPeek;
let scene: Scene;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  peek = await SqlPeek.at(server);
});

beforeEach(async () => {
  scene = await newScene(browser);
  page = scene.page;
});

afterEach(async () => {
  await scene.context.close();
  await peek.resetCity();
  expect(scene.wrongs).toEqual([]);
});

afterAll(async () => {
  await Promise.all([browser.close(), peek.close()]);
  await server.drop();
});

const sees = (text: string | RegExp) => page.getByText(text).first().waitFor();
const button = (name: string | RegExp) => page.getByRole('button', { name });
const field = (name: 'Pickup' | 'Drop-off') => page.getByRole('combobox', { name, exact: true });
const options = () => page.getByRole('listbox').getByRole('option');

const hasValue = (name: 'Pickup' | 'Drop-off', text: string) =>
  until(`${name} is ${text}`, async () => (await field(name).inputValue()) === text);

async function signIn(): Promise<void> {
  await page.goto(`${server.url}/rider`);
  await page.getByLabel('Your name').fill('Ada');
  await button('Start').click();
  await sees('Where to?');
}

describe('the search for a place', () => {
  beforeEach(signIn);

  it.each([
    ['a beginning', '6th ave & w 38', '6th Ave & W 38th St'],
    ['a typing error', 'operra house', 'Opera House'],
  ])('finds a place by %s', async (_way, text, name) => {
    await field('Pickup').fill(text);
    await options().filter({ hasText: name }).first().click();
    expect(await field('Pickup').inputValue()).toBe(name);
    expect(await field('Pickup').getAttribute('aria-expanded')).toBe('false');
  });

  it('moves through the list with the arrow keys, round its ends, and Enter takes a place', async () => {
    await field('Pickup').fill('6th ave');
    await options().first().waitFor();
    const names = await options().allTextContents();
    const isActive = (index: number) =>
      page.getByRole('option', { selected: true, name: names[index]!, exact: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await isActive(0);
    await page.keyboard.press('ArrowUp');
    await isActive(names.length - 1);
    const active = await field('Pickup').getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active ?? ''}"]`).textContent()).toBe(names.at(-1));
    await page.keyboard.press('ArrowDown');
    await isActive(0);
    await page.keyboard.press('Enter');
    expect(await field('Pickup').inputValue()).toBe(names[0]);
    await options().first().waitFor({ state: 'hidden' });
  });

  it('closes the list with Escape, and empties the field with a second one', async () => {
    await field('Pickup').fill('opera');
    await options().first().waitFor();
    await page.keyboard.press('Escape');
    await options().first().waitFor({ state: 'hidden' });
    expect(await field('Pickup').inputValue()).toBe('opera');
    await page.keyboard.press('Escape');
    expect(await field('Pickup').inputValue()).toBe('');
  });

  it('the field does not take a place of an earlier text while the search for the present one runs', async () => {
    await field('Pickup').fill('op');
    await options().first().waitFor();
    let answer: (() => void) | undefined;
    const isAsked = new Promise<void>((asked) => {
      void page.route('**/v1/places?q=6th*', async (route) => {
        asked();
        await new Promise<void>((answered) => (answer = answered));
        await route.continue();
      });
    });
    await field('Pickup').fill('6th ave & w 38th st');
    await page.keyboard.press('Enter');
    await isAsked;
    await page.keyboard.press('Enter');
    expect(await field('Pickup').inputValue()).toBe('6th ave & w 38th st');
    answer?.();
    await options().filter({ hasText: '6th Ave & W 38th St' }).first().waitFor();
    await page.keyboard.press('Enter');
    expect(await field('Pickup').inputValue()).toBe('6th Ave & W 38th St');
  });

  it('says that no place was found, and that the search does not work while the server is away', async () => {
    await field('Pickup').fill('qqqqqqqq');
    await sees('No place found. Try another name, or tap the map.');
    await page.route('**/v1/places?*', (route) => route.abort());
    await field('Pickup').fill('opera');
    await sees('The search does not work right now. Tap the map instead.');
    await page.unroute('**/v1/places?*');
    await field('Pickup').fill('opera house');
    await options().first().waitFor();
  });
});

describe('the position of the device as the pickup', () => {
  const locateAt = async ({ lat, lng }: { lat: number; lng: number }) => {
    await scene.context.grantPermissions(['geolocation']);
    await scene.context.setGeolocation({ latitude: lat, longitude: lng });
    await signIn();
    await page.locator('.scale-bar').waitFor();
    await button('My location').click();
  };

  it('becomes the pickup, by its name', async () => {
    await locateAt(pickup);
    await hasValue('Pickup', '6th Ave & W 38th St');
  });

  it('the position is refused with a sentence where it is outside the city', async () => {
    await locateAt({ lat: 52.52, lng: 13.405 });
    await sees('You are outside this city. Choose a pickup inside it.');
    expect(await field('Pickup').inputValue()).toBe('');
  });

  it('the choice is left to the rider where the browser may not use it', async () => {
    await signIn();
    await button('My location').click();
    await sees('This browser may not use your location.');
    await field('Pickup').fill(`${pickup.lat}, ${pickup.lng}`);
    expect(await button('My location').isEnabled()).toBe(true);
  });

  it('the choice is left to the rider where the device does not find it in time', async () => {
    await page.addInitScript(() => {
      const { navigator } = globalThis as unknown as { navigator: object };
      Object.defineProperty(navigator, 'geolocation', {
        value: {
          getCurrentPosition: (_found: unknown, failed: (problem: object) => void) =>
            failed({ code: 3, PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 }),
        },
      });
    });
    await signIn();
    await button('My location').click();
    await sees('Your location can’t be found right now.');
    expect(await button('My location').isEnabled()).toBe(true);
  });
});

describe('a rider who comes back', () => {
  beforeEach(signIn);

  it('finds the places of the last ride, takes one, and removes one', async () => {
    await field('Pickup').fill(`${pickup.lat}, ${pickup.lng}`);
    await field('Drop-off').fill(`${dropoff.lat}, ${dropoff.lng}`);
    await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
    const names = ['6th Ave & W 38th St', '6th Ave & W 44th St'];
    // The names come after the places, and a field shows what is typed as long as it has the focus.
    await page.keyboard.press('Tab');
    await hasValue('Pickup', names[0]!);
    await hasValue('Drop-off', names[1]!);
    await button('Request ride').click();
    await sees('Looking for a driver near you.');
    await button('Cancel ride').click();
    await button('Cancel, free').click();
    await button('Plan another ride').click();
    const recent = page.getByRole('region', { name: 'Recent places' });
    await recent.getByRole('button', { name: names[1]!, exact: true }).click();
    expect(await field('Pickup').inputValue()).toBe(names[1]);
    await recent.getByRole('button', { name: `Forget ${names[1]!}` }).click();
    await page.reload();
    await recent.getByRole('button', { name: names[0]!, exact: true }).waitFor();
    expect(await recent.getByRole('listitem').count()).toBe(1);
  });

  it('the rider is the same person after a reload, and in a new tab', async () => {
    const user = () =>
      page.evaluate<string>("JSON.parse(localStorage['tripstream.session.rider']).user.id");
    const before = await user();
    await page.reload();
    await sees('Where to?');
    expect(await user()).toBe(before);
    const tab = await scene.context.newPage();
    await tab.goto(`${server.url}/rider`);
    await tab.getByText('Where to?').waitFor();
    await tab.getByText('Ada', { exact: true }).waitFor();
  });
});
