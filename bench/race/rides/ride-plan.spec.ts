import { expect, it } from '@jest/globals';
import { EVENTS_PER_RIDE, planRides } from './ride-plan.js';

it('plans five events for each ride, each later than the one before', () => {
  const plan = planRides(7, 10);
  expect(plan).toHaveLength(7 * EVENTS_PER_RIDE);
  for (let rider = 0; rider < 7; rider++) {
    const own = plan.filter((event) => event.rider === rider);
    expect(own.map(({ type }) => type)).toEqual([
      'trip.requested',
      'trip.driver_assigned',
      'trip.driver_arrived',
      'trip.started',
      'trip.completed',
    ]);
  }
});

it('plans all events in the order of their times and within the seconds of the race', () => {
  const times = planRides(20, 10).map(({ dueMs }) => dueMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times[0]).toBe(0);
  expect(times.at(-1)).toBeLessThanOrEqual(10_000);
});

it('plans the same rides for every race', () => {
  expect(planRides(3, 4)).toEqual(planRides(3, 4));
});
