import { afterEach, describe, expect, it } from '@jest/globals';
import type { Position } from '#contracts';
import { TravelEstimator, generateGrid } from '#geo';
import { Settings } from '#platform';
import { pickup } from '#api-harness';
import { startServer } from '../../src/server.js';
import { DutyRoster } from './duty-roster.js';

const travel = new TravelEstimator(generateGrid());
const seconds = (from: Position, to: Position) => travel.estimate(from, to).durationSeconds;

let roster: DutyRoster | undefined;

afterEach(async () => {
  await roster?.clear();
  await roster?.close();
  roster = undefined;
});

describe('two riders and two drivers in one window', () => {
  it.each([
    ['batched', 'have the least total pickup time together'],
    ['nearest', 'are served in the order of request, each by the driver who is there first'],
  ])('%s: they %s', async (policy) => {
    const { riders, best, greedy } = dilemma();
    roster = await DutyRoster.open({ MATCHING_POLICY: policy });
    const expected = policy === 'batched' ? best : greedy;
    const drivers = [];
    // The drivers are off duty, so that no driver gets an offer before all four are there.
    for (const position of expected) {
      drivers.push(await roster.driver(position, { status: 'offline' }));
    }
    const trips = [await roster.request(riders[0]), await roster.request(riders[1])];
    await roster.peek.rows(`UPDATE driver SET availability = 'online'`);

    const offers = await roster.offersTo(drivers);
    expect(offers.map(({ tripId }) => tripId)).toEqual(trips.map(({ id }) => id));
    offers.forEach((offer, i) => {
      const way = travel.estimate(expected[i]!, riders[i]!);
      expect(offer.pickupEtaSeconds).toBe(Math.round(way.durationSeconds));
      expect(offer.pickupDistanceMeters).toBe(Math.round(way.distanceMeters));
    });
  });
});

describe('a window', () => {
  it('shows in the metrics how large it was, what deciding took, and who got an offer', async () => {
    roster = await DutyRoster.open({});
    expect(await roster.metric('tripstream_match_batch_size_count')).toBe(0);
    await roster.request();
    await roster.untilLeft();
    const driver = await roster.driver();
    await roster.offersTo([driver]);

    const metric = (name: string) => roster!.metric(`tripstream_match_${name}`);
    expect(await metric('trips_total{outcome="offered"}')).toBe(1);
    const windows = await metric('batch_size_count');
    expect(windows).toBeGreaterThan(3);
    // Exactly one trip has waited.
    expect(await metric('batch_size_sum')).toBe(windows);
    expect(await metric('trips_total{outcome="left"}')).toBe(windows - 1);
    expect(await metric('solve_seconds_count')).toBe(windows);
    expect(await metric('solve_seconds_sum')).toBeGreaterThan(0);
  });
});

describe('a policy that there isn’t', () => {
  it('an unknown policy is refused before the server starts, with the names of the known ones', async () => {
    const settings = Settings.from({ MATCHING_POLICY: 'fastest' });
    await expect(startServer(settings)).rejects.toThrow(/MATCHING_POLICY: .*"fastest".*batched/);
  });
});

/**
 * Two riders, in the order of request, and two drivers, such that the first rider's nearest
 * driver is much better used for the second: the places of the drivers as each policy gives
 * them, the first rider's driver first.
 */
function dilemma(): { riders: Position[]; best: Position[]; greedy: Position[] } {
  const places = [-8, -4, 4, 8].flatMap((north) =>
    [-6, -2, 2, 6].map((east) => ({
      lat: pickup.lat + north / 1000,
      lng: pickup.lng + east / 1000,
    })),
  );
  for (const second of places) {
    for (const shared of places) {
      for (const far of places) {
        const [sharedToFirst, farToFirst] = [seconds(shared, pickup), seconds(far, pickup)];
        const greedy = sharedToFirst + seconds(far, second);
        const best = farToFirst + seconds(shared, second);
        if (sharedToFirst + 10 > farToFirst || best + 60 > greedy) continue;
        return { riders: [pickup, second], best: [far, shared], greedy: [shared, far] };
      }
    }
  }
  throw new Error('In this city the first rider’s nearest driver is always the right one.');
}
