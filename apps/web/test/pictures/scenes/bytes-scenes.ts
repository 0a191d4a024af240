import type { PictureScene } from '../picture-scene.js';
import type { Stage } from '../stage.js';

async function watchRide(stage: Stage): Promise<void> {
  const [pickup, dropoff] = await stage.spreadPositions(2);
  if (!pickup || !dropoff) throw new Error('The city has too few junctions.');
  const { trip } = await stage.arrangeRide({ pickup, dropoff, status: 'in_progress' });
  const page = await stage.open(`/bytes?stream=trip&way=stream&trip=${trip.id}`);
  await page.locator('input[name="name"]').fill('Olga');
  await page.locator('form button[type="submit"]').click();
  await page.locator('.frame', { hasText: 'event: stream.snapshot' }).first().waitFor();
  await page.locator('.frame', { hasText: ': heartbeat' }).first().waitFor();
  await page.locator('.watch-form button[type="submit"]').click();
}

export const bytesScenes: readonly PictureScene[] = [
  {
    name: 'bytes',
    shows: 'The bytes of a stream as they arrive, and what a client reads in them',
    shots: [{ width: 1280 }, { width: 360 }, { width: 1280, dark: true }],
    arrange: watchRide,
  },
];
