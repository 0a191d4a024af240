import type { Page } from 'playwright-core';
import { goOnline, signUp } from '#api-harness';
import type { PictureScene } from '../picture-scene.js';
import type { RideRequest, Stage } from '../stage.js';

const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

const NAMES = ['Ada', 'Ben', 'Chen', 'Dora', 'Emil', 'Fatima', 'Gus', 'Hana', 'Ivo', 'Jun'];
const STATUSES: RideRequest['status'][] = [
  'completed',
  'completed',
  'in_progress',
  'in_progress',
  'driver_arrived',
  'driver_assigned',
  'driver_assigned',
];
const IDLE_DRIVERS = 16;

/** Rides in every status, and drivers on duty all over the city. @returns the ids of the trips */
async function fillCity(stage: Stage): Promise<string[]> {
  const places = await stage.spreadPositions(STATUSES.length * 2 + IDLE_DRIVERS);
  const trips: string[] = [];
  for (const [index, status] of STATUSES.entries()) {
    const [pickup, dropoff] = [places[index * 3], places[index * 3 + 4]];
    if (!pickup || !dropoff) throw new Error('The city has too few junctions.');
    const riderName = NAMES[index];
    const { trip } = await stage.arrangeRide({ pickup, dropoff, status, riderName });
    trips.push(trip.id);
  }
  for (const place of places.slice(-IDLE_DRIVERS)) {
    await goOnline(await signUp(stage.server, 'driver'), place);
  }
  return trips;
}

async function openCity(stage: Stage): Promise<Page> {
  await fillCity(stage);
  const page = await stage.signIn('/city', 'Olga');
  await page.locator('[data-drivers="idle"]', { hasText: `${IDLE_DRIVERS}` }).waitFor();
  return page;
}

const show = async (page: Page, tab: string): Promise<void> => {
  await page.getByRole('tab', { name: tab }).click();
};

async function showFrames(stage: Stage): Promise<void> {
  const page = await openCity(stage);
  await show(page, 'Frames');
  await page.getByRole('button', { name: 'Open stream' }).click();
  await page.locator('.frame', { hasText: 'event: city.state' }).first().waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await sees(page, 'The stream has ended.');
}

async function showReplay(stage: Stage): Promise<void> {
  const [trip = ''] = await fillCity(stage);
  const page = await stage.signIn('/city', 'Olga');
  await show(page, 'Replay');
  await page.getByLabel('Trip', { exact: true }).fill(trip);
  await page.getByRole('button', { name: 'Load history' }).click();
  const steps = page.getByRole('list', { name: 'Steps of the trip' }).getByRole('button');
  await steps.nth(3).click();
  await page.locator('[aria-current="step"]').waitFor();
}

export const cityScenes: readonly PictureScene[] = [
  {
    name: 'city-now',
    shows: 'The city page: drivers by state on the map, trips by status',
    shots: [{ width: 1280 }, { width: 1280, dark: true }, { width: 360, dark: true }],
    arrange: openCity,
  },
  {
    name: 'city-streams',
    shows: 'The city page: each open stream with its user, its age and its queue',
    shots: [{ width: 360 }],
    arrange: async (stage) => show(await openCity(stage), 'Streams'),
  },
  {
    name: 'city-frames',
    shows: 'The city page: the bytes of a stream, explained line by line',
    shots: [{ width: 1280, dark: true }],
    arrange: showFrames,
  },
  {
    name: 'city-replay',
    shows: 'The city page: a trip that is over, replayed step by step',
    shots: [{ width: 1280, dark: true }],
    arrange: showReplay,
  },
];
