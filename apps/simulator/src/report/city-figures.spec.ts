import { describe, expect, it } from '@jest/globals';
import type { AnyCloudEvent } from '#contracts';
import { createClientLog } from '#simulation';
import { deliveryLatency, offerFigures, tripFigures, waitingFigures } from './city-figures.js';

const event = (type: string, second = 0, data: object = {}): AnyCloudEvent =>
  ({ type, time: new Date(second * 1000).toISOString(), data }) as unknown as AnyCloudEvent;

const cancelled = (by: string, reason = 'Plans changed') =>
  event('trip.cancelled', 9, { by, reason });

describe('the figures of a city', () => {
  it('each trip counts by its outcome', () => {
    const figures = tripFigures([
      [event('trip.requested'), event('trip.driver_assigned'), event('trip.completed')],
      [
        event('trip.requested'),
        event('trip.redispatching'),
        event('trip.completed'),
        event('trip.tipped'),
      ],
      [event('trip.requested'), event('trip.driver_assigned'), cancelled('rider')],
      [event('trip.requested'), cancelled('rider', 'No car before closing time')],
      [event('trip.requested'), cancelled('no_show')],
      [event('trip.requested'), event('trip.no_drivers_available')],
      [event('trip.requested')],
    ]);
    expect(figures).toEqual({
      requested: 7,
      completed: 2,
      cancelledByRider: 1,
      cancelledAtClosing: 1,
      cancelledOtherwise: 1,
      noDriversAvailable: 1,
      notEnded: 1,
      redispatched: 1,
      foundCarPercent: 28.6,
    });
  });

  it('waiting times are in simulated seconds, for served riders only', () => {
    const trips = [
      [
        event('trip.requested', 0),
        event('trip.driver_assigned', 1),
        event('trip.driver_arrived', 3),
      ],
      [event('trip.requested', 5)],
    ];
    const { untilAssigned, untilArrived } = waitingFigures(trips, 10);
    expect([untilAssigned.mean, untilArrived.mean, untilArrived.count]).toEqual([10, 30, 1]);
  });

  it('a rider whose car arrives after the patience is not picked up in time', () => {
    const arrived = (second: number) => [
      event('trip.requested'),
      event('trip.driver_arrived', second),
    ];
    const figures = waitingFigures([arrived(60), arrived(61), [event('trip.requested')]], 10);
    expect(figures.pickedUpInTimePercent).toBe(33.3);
  });

  it('offers are counted by outcome', () => {
    const row = (type: string) => ({ stream: 'driver/a', seq: 1, id: 'x', type, event: null });
    expect(offerFigures(['offer.created', 'offer.created', 'offer.expired'].map(row))).toEqual({
      created: 2,
      accepted: 0,
      declined: 0,
      expired: 1,
      revoked: 0,
    });
  });

  it('replayed events do not count for the latency', () => {
    const received = { kind: 'event' as const, seq: 1, eventId: 'e', type: 't', connection: 1 };
    const time = new Date(1000).toISOString();
    const log = createClientLog('rider', 'rider/a');
    log.received.push({ ...received, time, receivedAtMs: 1004, replayed: false });
    log.received.push({ ...received, time, receivedAtMs: 9000, replayed: true });
    expect(deliveryLatency([log])).toMatchObject({ count: 1, max: 4 });
  });
});
