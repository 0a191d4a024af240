import { goOnline, signUp } from '#api-harness';
import type { PictureScene } from '../picture-scene.js';

/** Cars on the map of the start page. */
const DRIVERS = 24;

export const landingScenes: readonly PictureScene[] = [
  {
    name: 'landing',
    shows: 'The start page: what Tripstream is, and the ways into it',
    shots: [{ width: 1280 }, { width: 360, dark: true }, { width: 360, language: 'ar' }],
    arrange: async (stage) => {
      for (const place of await stage.spreadPositions(DRIVERS)) {
        await goOnline(await signUp(stage.server, 'driver'), place);
      }
      const page = await stage.open('/');
      await page.locator('.mini-city figcaption', { hasText: `${DRIVERS}` }).waitFor();
    },
  },
  {
    name: 'side-by-side',
    shows: 'A rider and a driver beside each other: a ride is planned, and the driver is on duty',
    shots: [{ width: 1280 }, { width: 360 }, { width: 1280, dark: true }],
    arrange: async (stage) => {
      const page = await stage.open('/side-by-side');
      const rider = page.frameLocator('iframe[title="The rider"]');
      await rider.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
      await page
        .frameLocator('iframe[title="The driver"]')
        .getByRole('switch', { checked: true })
        .waitFor();
    },
  },
  {
    name: 'tour',
    shows: 'The tour: a ride with curl',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: async (stage) => (await stage.open('/tour')).locator('h1').waitFor(),
  },
  {
    name: 'missing-page',
    shows: 'The page for an address that has none',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: async (stage) => (await stage.open('/no-such-page')).locator('h1').waitFor(),
  },
];
