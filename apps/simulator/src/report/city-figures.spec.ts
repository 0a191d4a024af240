import { describe, expect, it } from '@jest/globals';
import type { AnyCloudEvent } from '#contracts';
import { createClientLog } from '#simulation';
import { deliveryLatency, offerFigures, tripFigures, waitingFigures } from './city-figures.js';

const event = (type: string, second = 0, data: object = {}): AnyCloudEvent =>
  ({ type, time: new Date(second * 1000).toISOString(), data }) as unknown as AnyCloudEvent;

const cancelled = (by: string, reason = 'Plans changed') =>
  event('trip.cancelled', 9, { by, reason });

describe('the figures of a city', () => {
  it('count each trip by how it ended', () => {
    const figures = tripFigures([
      [event('trip.requested'), event('trip.driver_assigned'), event('trip.completed')],
      [event('trip.requested'), event('trip.redispatching'), event('trip.completed')],
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

  it('give waiting times in simulated seconds, of those who were served', () => {
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

  it('tell who was picked up in time from who only had a car assigned', () => {
    const arrived = (second: number) => [
      event('trip.requested'),
      event('trip.driver_arrived', second),
    ];
    const figures = waitingFigures([arrived(60), arrived(61), [event('trip.requested')]], 10);
    expect(figures.pickedUpInTimePercent).toBe(33.3);
  });

  it('count offers by what became of them', () => {
    const row = (type: string) => ({ stream: 'driver/a', seq: 1, id: 'x', type, event: null });
    expect(offerFigures(['offer.created', 'offer.created', 'offer.expired'].map(row))).toEqual({
      created: 2,
      accepted: 0,
      declined: 0,
      expired: 1,
      revoked: 0,
    });
  });

  it('leave replayed events out of the latency', () => {
    const heard = { kind: 'event' as const, seq: 1, eventId: 'e', type: 't', connection: 1 };
    const time = new Date(1000).toISOString();
    const log = createClientLog('rider', 'rider/a');
    log.received.push({ ...heard, time, receivedAtMs: 1004, replayed: false });
    log.received.push({ ...heard, time, receivedAtMs: 9000, replayed: true });
    expect(deliveryLatency([log])).toMatchObject({ count: 1, max: 4 });
  });
});
