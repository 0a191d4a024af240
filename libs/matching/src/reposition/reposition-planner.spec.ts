import { describe, expect, it } from '@jest/globals';
import type { Position } from '#contracts';
import { createAnticipation } from '#dispatch';
import { TravelEstimator, generateGrid } from '#geo';
import { Metrics } from '#platform';
import { RepositionPlanner, type FleetPicture } from './reposition-planner.js';

const estimator = new TravelEstimator(generateGrid());
const { network } = estimator.times;
/** The southernmost and the northernmost junction, in different zones. */
const [home, busy] = findEnds();
const NOON_SECONDS = 43_200;

/** A planner whose forecast has seen so many requests in the busy corner. */
function createPlanner(requests: number): RepositionPlanner {
  const anticipation = createAnticipation(estimator.times);
  const pickupNode = estimator.snap(busy).node;
  for (let i = 0; i < requests; i++) {
    anticipation.observe({ atSeconds: NOON_SECONDS - 900 + i, pickupNode });
  }
  return new RepositionPlanner(estimator, new Metrics(), anticipation);
}

const pictureOf = (picture: Partial<FleetPicture>): FleetPicture => ({
  movable: [],
  unmovable: [],
  upcoming: [],
  atSeconds: NOON_SECONDS,
  ...picture,
});

const driversAt = (position: Position, count: number) =>
  Array.from({ length: count }, (_, index) => ({ driverId: `driver ${index}`, position }));

describe('RepositionPlanner', () => {
  it('sends idle drivers to where riders are expected, and says how many', async () => {
    const plan = await createPlanner(20).plan(pictureOf({ movable: driversAt(home, 2) }));
    expect(plan).toHaveLength(2);
    for (const move of plan) {
      expect(move.fromNode).toBe(estimator.snap(home).node);
      expect(move.expectedRiders).toBeGreaterThan(1);
      expect(move.withinSeconds).toBe(600);
    }
  });

  it('moves no driver who is on the way, and counts them where they are going', async () => {
    const planner = createPlanner(3);
    const alone = await planner.plan(pictureOf({ movable: driversAt(home, 1) }));
    expect(alone).toHaveLength(1);
    const covered = await planner.plan(
      pictureOf({
        movable: driversAt(home, 1),
        unmovable: driversAt(busy, 10).map((driver) => ({ ...driver, driverId: 'on the way' })),
      }),
    );
    expect(covered).toEqual([]);
  });

  it('plans nothing without a forecast, without requests, and off the map', async () => {
    const blind = new RepositionPlanner(estimator, new Metrics(), null);
    const movable = driversAt(home, 1);
    expect(await blind.plan(pictureOf({ movable }))).toEqual([]);
    expect(await createPlanner(0).plan(pictureOf({ movable }))).toEqual([]);
    const away = driversAt({ lat: 10, lng: 10 }, 1);
    expect(await createPlanner(20).plan(pictureOf({ movable: away }))).toEqual([]);
  });

  it('computes the travel times between zones in parts before the first plan', () => {
    const planner = createPlanner(1);
    let parts = 1;
    while (!planner.prepare()) parts += 1;
    expect(parts).toBeGreaterThan(1);
    expect(planner.prepare()).toBe(true);
  });
});

function findEnds(): [home: Position, busy: Position] {
  const nodes = Array.from(network.routableNodes, (node) => network.position(node));
  const byLatitude = [...nodes].sort((a, b) => a.lat - b.lat);
  const [south, north] = [byLatitude.at(0), byLatitude.at(-1)];
  if (!south || !north) throw new Error('The city has no junctions.');
  return [south, north];
}
