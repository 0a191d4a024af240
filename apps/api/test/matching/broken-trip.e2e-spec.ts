import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createPolicy } from '#dispatch';
import { TravelEstimator, generateGrid } from '#geo';
import { until } from '#testing';
import { pickup, requestTrip, signUp } from '#api-harness';
import { DutyRoster } from './duty-roster.js';

let roster: DutyRoster;

beforeAll(async () => {
  roster = await DutyRoster.open({ MATCHING_POLICY: 'batched', MATCHING_DEADLINE_SECONDS: '4' });
});

afterEach(() => {
  jest.restoreAllMocks();
  return roster.clear();
});
afterAll(() => roster.close());

describe('a policy that throws for one rider’s trip', () => {
  it('the other riders get offers, the failure is counted, and that search ends at its deadline', async () => {
    // The policy of the server, which is the same object in this process.
    const policy = createPolicy('batched', new TravelEstimator(generateGrid()).times);
    const decide = policy.decide.bind(policy);
    const broken = await requestTrip(await signUp(roster.server, 'rider'));
    jest.spyOn(policy, 'decide').mockImplementation((batch) => {
      if (batch.requests.some(({ tripId }) => tripId === broken.id)) throw new Error('Broken');
      return decide(batch);
    });
    const others = await Promise.all([0, 1, 2].map(() => signUp(roster.server, 'rider')));
    const trips = await Promise.all(others.map(requestTrip));
    await Promise.all(trips.map(() => roster.driver(pickup)));

    for (const { id } of trips) {
      await until('the trip is offered to a driver', () =>
        roster.peek.value<boolean>('SELECT count(*) > 0 FROM offer WHERE trip_id = $1', [id]),
      );
    }
    const metrics = await (await fetch(`${roster.server.url}/metrics`)).text();
    expect(metrics).toMatch(/tripstream_isolated_rows_total\{where="match"\} [1-9]/);
    await until('the search of the broken trip has ended', async () =>
      (await roster.peek.eventsOf(`trip/${broken.id}`)).includes('trip.no_drivers_available'),
    );
  });
});
