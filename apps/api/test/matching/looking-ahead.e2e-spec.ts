import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Position } from '#contracts';
import { TravelEstimator, generateGrid } from '#geo';
import { dropoff, expectOk, nextOffer, pickup, requestTrip, signUp } from '#api-harness';
import { DutyRoster, accept, type OnDuty } from './duty-roster.js';

/** Where the ride ends, and the next rider waits. */
const nextDoor = dropoff;

let roster: DutyRoster;

beforeAll(async () => {
  roster = await DutyRoster.open({ MATCHING_POLICY: 'anticipatory' });
});

afterEach(() => roster.clear());
afterAll(() => roster.close());

/** A driver with a rider in the car, at the drop-off. */
async function arriving(): Promise<OnDuty & { tripId: string }> {
  const onDuty = await roster.driver(pickup);
  const trip = await requestTrip(await signUp(roster.server, 'rider'));
  const offer = await nextOffer(onDuty.stream);
  await expectOk(accept(onDuty.driver, offer));
  const { pin } = await roster.peek
    .rows<{ pin: string }>('SELECT pin FROM trip WHERE id = $1', [trip.id])
    .then(([row]) => row!);
  await expectOk(onDuty.driver.post(`/v1/trips/${trip.id}/arrive`));
  await expectOk(onDuty.driver.post(`/v1/trips/${trip.id}/start`, { pin }));
  await roster.peek.place(onDuty.driver.id, nextDoor);
  return { ...onDuty, tripId: trip.id };
}

const takesForever = (driverId: string) =>
  roster.peek.rows(
    `UPDATE trip SET started_at = started_at - interval '1 hour' WHERE driver_id = $1`,
    [driverId],
  );
const goesHome = (driverId: string) =>
  roster.peek.rows(`UPDATE driver SET availability = 'offline' WHERE id = $1`, [driverId]);

describe('a rider next door to where a ride ends', () => {
  it('a rider near the end of a ride waits for its driver, and gets them when the ride has ended', async () => {
    const soon = await arriving();
    const far = await roster.driver(farFrom(nextDoor));
    const trip = await roster.request(nextDoor, pickup);
    await roster.untilLeft();
    expect(await roster.wasAsked(far)).toBe(false);

    await expectOk(soon.driver.post(`/v1/trips/${soon.tripId}/complete`));
    expect((await nextOffer(soon.stream)).tripId).toBe(trip.id);
    expect(await roster.wasAsked(far)).toBe(false);
  });

  it.each([
    ['is still far from its end', (id: string) => roster.peek.place(id, farFrom(nextDoor))],
    ['has lasted much longer than planned', takesForever],
    ['is the driver’s last', goesHome],
  ])(
    'a rider near the end of a ride does not wait for its driver when that ride %s',
    async (_what, happen) => {
      const soon = await arriving();
      await happen(soon.driver.id);
      const far = await roster.driver(farFrom(nextDoor));
      const trip = await roster.request(nextDoor, pickup);
      expect((await nextOffer(far.stream)).tripId).toBe(trip.id);
    },
  );

  it('a rider near the end of a ride does not wait for its driver when a free driver is there sooner', async () => {
    await arriving();
    const free = await roster.driver(nextDoor);
    const trip = await roster.request(nextDoor, pickup);
    expect((await nextOffer(free.stream)).tripId).toBe(trip.id);
  });
});

/** Within reach, and some five minutes away. */
function farFrom(target: Position): Position {
  const towards = new TravelEstimator(generateGrid()).prepareTarget(target);
  for (let south = 1; south < 40; south++) {
    const position = { lat: target.lat - south / 1000, lng: target.lng - (south * 0.55) / 1000 };
    if (towards.estimateFrom(position).durationSeconds > 300) return position;
  }
  throw new Error('Nothing is far away in this city.');
}
