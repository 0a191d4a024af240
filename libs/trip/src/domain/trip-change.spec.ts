import { describe, expect, it } from '@jest/globals';
import {
  DRIVER,
  NOON,
  RIDER,
  aDriver,
  aRequest,
  aTrip,
  cents,
  commands,
  noonPlus,
} from '../../test/trip-builder.js';
import { eventStreams } from '#contracts';
import { decide } from './decide.js';
import { begin } from './evolve.js';
import { applyEvents, audience } from './trip-change.js';
import type { TripEvent } from './trip-event.js';

const assigned: TripEvent = {
  type: 'trip.driver_assigned',
  at: noonPlus(10),
  driver: aDriver(),
  pickupEtaSeconds: 240,
  freeCancelUntil: noonPlus(130),
};
const arrived: TripEvent = { type: 'trip.driver_arrived', at: noonPlus(60) };

describe('a request', () => {
  it('a request begins a trip as version 1 that looks for a driver', () => {
    expect(begin(aRequest())).toMatchObject({
      version: 1,
      status: 'matching',
      requestedAt: NOON,
      matchingSince: NOON,
      driver: null,
    });
  });
});

describe('applied events', () => {
  const { after, steps } = applyEvents(aTrip('matching'), [assigned, arrived]);

  it('each applied event raises the version by one', () => {
    expect(steps.map((step) => step.after.version)).toEqual([2, 3]);
  });

  it('each applied event carries the trip as it was right after that event', () => {
    expect(steps.map((step) => step.after.status)).toEqual(['driver_assigned', 'driver_arrived']);
    expect(after).toBe(steps.at(-1)?.after);
  });

  it('the state before the events stays unchanged', () => {
    const before = Object.freeze(aTrip('matching'));
    expect(() => applyEvents(before, [assigned])).not.toThrow();
  });
});

describe('the audience of an event', () => {
  const streams = {
    trip: `trip/${aTrip('matching').id}`,
    rider: `rider/${RIDER}`,
    driver: `driver/${DRIVER}`,
  };

  it('an event reaches the rider and the trip while there is no driver', () => {
    const [event] = decide(commands.cancel_by_rider, aTrip('matching'));
    const [step] = applyEvents(aTrip('matching'), [event!]).steps;
    expect(step?.streams).toEqual([streams.rider, streams.trip]);
  });

  it.each([
    ['trip.driver_assigned', aTrip('matching'), assigned],
    ['trip.driver_arrived', aTrip('driver_assigned'), arrived],
    ['trip.started', aTrip('driver_arrived'), { type: 'trip.started', at: NOON }],
    ['trip.completed', aTrip('in_progress'), { type: 'trip.completed', at: NOON }],
    ['trip.cancelled', aTrip('driver_arrived'), cancelled()],
  ] as [string, ReturnType<typeof aTrip>, TripEvent][])(
    'the event %s reaches the driver as well',
    (_type, before, event) => {
      const { after } = applyEvents(before, [event]);
      expect(audience(event, before, after)).toEqual([streams.rider, streams.trip, streams.driver]);
    },
  );

  it('the redispatch reaches the driver who lost the trip', () => {
    const before = aTrip('driver_assigned');
    const [step] = applyEvents(before, decide(commands.cancel_by_driver, before)).steps;
    expect(step?.after.driver).toBeNull();
    expect(step?.streams).toContain(streams.driver);
  });

  it('each event reaches the streams that the contract names, once there is a driver', () => {
    const [assignedTrip, arrivedTrip] = [aTrip('driver_assigned'), aTrip('driver_arrived')];
    const noDrivers = { ...cancelled(), type: 'trip.no_drivers_available', by: 'system' };
    const [redispatching] = decide(commands.cancel_by_driver, assignedTrip);
    const cases: [ReturnType<typeof aTrip>, TripEvent][] = [
      [aTrip('matching'), assigned],
      [assignedTrip, arrived],
      [assignedTrip, redispatching!],
      [arrivedTrip, { type: 'trip.started', at: NOON }],
      [aTrip('in_progress'), { type: 'trip.completed', at: NOON }],
      [arrivedTrip, cancelled()],
      [arrivedTrip, noDrivers as TripEvent],
    ];
    for (const [before, event] of cases) {
      const [step] = applyEvents(before, [event]).steps;
      const kinds = step?.streams.map((stream) => stream.split('/')[0]);
      expect([event.type, kinds?.sort()]).toEqual([
        event.type,
        [...eventStreams[event.type]].sort(),
      ]);
    }
  });

  it('no stream appears twice in an audience', () => {
    const before = aTrip('driver_assigned');
    const [step] = applyEvents(before, decide(commands.arrive, before)).steps;
    expect(new Set(step?.streams).size).toBe(step?.streams.length);
  });
});

function cancelled(): TripEvent {
  return { type: 'trip.cancelled', at: NOON, by: 'rider', reason: 'No', fee: cents(0) };
}
