import type { Page } from 'playwright-core';
import { dropoff, goOnline, pickup, signUp, type Person } from '#api-harness';
import { startDemo } from '../demo-process.js';
import type { PictureScene } from '../picture-scene.js';
import type { RideRequest, Stage } from '../stage.js';

const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

const RIDERS = ['Ada', 'Ben', 'Chen', 'Dora', 'Emil', 'Fatima', 'Gus'];
const DRIVERS = ['Grace', 'Hana', 'Ivo', 'Jun', 'Kofi', 'Lena', 'Mona'];
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

/** A stream of a person, which the table of streams shows. */
async function openStream(stage: Stage, person: Person): Promise<void> {
  const stream = await person.stream();
  stage.defer(() => stream.close());
}

/** Rides in every status, and drivers on duty all over the city. @returns the ids of the trips */
async function fillCity(stage: Stage): Promise<string[]> {
  const places = await stage.spreadPositions(STATUSES.length * 2 + IDLE_DRIVERS);
  const trips: string[] = [];
  for (const [index, status] of STATUSES.entries()) {
    const [pickup, dropoff] = [places[index * 3], places[index * 3 + 4]];
    if (!pickup || !dropoff) throw new Error('The city has too few junctions.');
    const [riderName, driverName] = [RIDERS[index], DRIVERS[index]];
    const { rider, driver, trip } = await stage.arrangeRide({
      pickup,
      dropoff,
      status,
      riderName,
      driverName,
    });
    trips.push(trip.id);
    for (const person of [rider, driver]) {
      if (person) await openStream(stage, person);
    }
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

/** A rider who has waited for five minutes, and a driver who is silent during a ride. */
async function raiseAlerts(stage: Stage): Promise<Page> {
  await stage.arrangeRide({ pickup, dropoff, status: 'in_progress' });
  const [waits = pickup, ...places] = await stage.spreadPositions(1 + IDLE_DRIVERS);
  await stage.arrangeRide({ pickup: waits, dropoff, status: 'matching', riderName: 'Ben' });
  await stage.peek.rows(
    `UPDATE trip SET matching_since = matching_since - interval '5 minutes'
     WHERE status = 'matching' AND ended_at IS NULL`,
  );
  const page = await stage.signIn('/city', 'Olga');
  await page.locator('[data-alert="stuck"]').waitFor();
  await page.locator('[data-alert="lost"]').waitFor();
  for (const place of places) await goOnline(await signUp(stage.server, 'driver'), place);
  return page;
}

async function lookBack(stage: Stage): Promise<void> {
  const page = await openCity(stage);
  await page.getByLabel('Demand').check();
  await page.getByLabel('Waiting riders').check();
  await page.getByRole('slider', { name: 'Moment shown' }).press('ArrowLeft');
  await sees(page, 'Demand at that time.');
}

async function actOnTrip(stage: Stage): Promise<void> {
  const page = await openCity(stage);
  // The page looks up two trips a second.
  await page.locator('[data-trip]', { hasText: '–' }).first().waitFor({ state: 'detached' });
  await page.locator('[data-trip]').getByRole('button', { name: /^Act/ }).first().click();
  await page.getByLabel('Reason').waitFor();
}

async function steerDemo(stage: Stage): Promise<void> {
  const demo = await startDemo();
  stage.defer(demo.stop);
  const page = await stage.signIn(`${demo.url}/city`, 'Olga');
  await show(page, 'Demo');
  await page.locator('dd', { hasText: /^[1-9]\d of / }).waitFor();
}

export const cityScenes: readonly PictureScene[] = [
  {
    name: 'city-now',
    shows: 'The city page: drivers by state on the map, trips by status',
    shots: [
      { width: 1280 },
      { width: 1280, dark: true },
      { width: 360, dark: true },
      { width: 1280, language: 'ar' },
      { width: 1280, language: 'ja' },
    ],
    arrange: openCity,
  },
  {
    name: 'city-alerts',
    shows: 'The city page: a rider without a driver and a silent driver, each with a remedy',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: raiseAlerts,
  },
  {
    name: 'city-past',
    shows: 'The city page: the demand of an earlier time, chosen with the slider',
    shots: [{ width: 1280 }, { width: 360, dark: true }],
    arrange: lookBack,
  },
  {
    name: 'city-command',
    shows: 'The city page: an operator’s command on a trip, with its reason',
    shots: [{ width: 1280 }, { width: 360, language: 'ar' }],
    arrange: actOnTrip,
  },
  {
    name: 'city-streams',
    shows: 'The city page: each open stream with its user, its age and its queue',
    shots: [{ width: 1280 }, { width: 360 }],
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
  {
    name: 'city-demo',
    shows: 'The city page of the demo: its phase, its size, and each of its riders and drivers',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: steerDemo,
  },
];
