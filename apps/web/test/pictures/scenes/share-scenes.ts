import type { Page } from 'playwright-core';
import type { ShareLink, Trip } from '#contracts';
import { dropoff, expectOk, pickup, type Person } from '#api-harness';
import type { PictureScene } from '../picture-scene.js';
import type { RideRequest, Stage } from '../stage.js';

const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

interface SharedRide {
  rider: Person;
  trip: Trip;
  token: string;
}

async function shareRide(stage: Stage, status: RideRequest['status']): Promise<SharedRide> {
  const { rider, trip } = await stage.arrangeRide({ pickup, dropoff, status });
  const path = `/v1/trips/${trip.id}/share`;
  const { token } = await expectOk<ShareLink>(rider.post(path));
  return { rider, trip, token };
}

const openLink = (stage: Stage, token: string): Promise<Page> => stage.open(`/s/${token}`);

export const shareScenes: readonly PictureScene[] = [
  {
    name: 'share-live',
    shows: 'A shared ride: the car and the route, without names of riders and prices',
    shots: [{ width: 1280 }, { width: 360 }, { width: 360, language: 'ar' }],
    arrange: async (stage) => {
      const { token } = await shareRide(stage, 'in_progress');
      await sees(await openLink(stage, token), /on the way to the drop-off/);
    },
  },
  {
    name: 'share-ended',
    shows: 'A shared ride that has ended',
    shots: [{ width: 360 }],
    arrange: async (stage) => {
      const { token } = await shareRide(stage, 'completed');
      await sees(await openLink(stage, token), 'They have arrived.');
    },
  },
  {
    name: 'share-revoked',
    shows: 'A share link that its rider has taken back',
    shots: [{ width: 360 }],
    arrange: async (stage) => {
      const { rider, trip, token } = await shareRide(stage, 'matching');
      await expectOk(rider.delete(`/v1/trips/${trip.id}/share`));
      await sees(await openLink(stage, token), 'This link was taken back.');
    },
  },
  {
    name: 'share-expired',
    shows: 'A share link that has expired',
    shots: [{ width: 360 }],
    arrange: async (stage) => {
      const { token } = await shareRide(stage, 'matching');
      await stage.peek.rows(`UPDATE trip_share SET expires_at = now()`);
      await sees(await openLink(stage, token), 'This link has expired.');
    },
  },
  {
    name: 'share-unknown',
    shows: 'A share link that no ride has',
    shots: [{ width: 360 }],
    arrange: async (stage) => sees(await openLink(stage, 'a'.repeat(22)), 'No ride has this link.'),
  },
];
