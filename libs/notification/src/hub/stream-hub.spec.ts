import { expect, it } from '@jest/globals';
import type { StreamId } from '#contracts';
import type { CommittedEvent, HistoryEvent } from '#outbox';
import { StreamHub } from './stream-hub.js';

const rider: StreamId = 'rider/1';
const driver: StreamId = 'driver/2';

it('an event reaches the subscribers of its streams, with the number of each stream', () => {
  const hub = new StreamHub();
  const riders = subscribe(hub, rider);
  const drivers = subscribe(hub, driver);
  const others = subscribe(hub, 'trip/3');
  hub.publish(createCommittedEvent({ [rider]: 7, [driver]: 2 }));
  expect(riders.seqs).toEqual([7]);
  expect(drivers.seqs).toEqual([2]);
  expect(others.seqs).toEqual([]);
});

it('a subscriber that has left gets no event, and the last one takes the Subject along', () => {
  const hub = new StreamHub();
  const [first, second] = [subscribe(hub, rider), subscribe(hub, rider)];
  first.leave();
  hub.publish(createCommittedEvent({ [rider]: 1 }));
  second.leave();
  const third = subscribe(hub, rider);
  first.leave();
  hub.publish(createCommittedEvent({ [rider]: 2 }));
  expect([first.seqs, second.seqs, third.seqs]).toEqual([[], [1], [2]]);
  third.leave();
  expect((hub as unknown as { subjects: Map<string, unknown> }).subjects.size).toBe(0);
});

it('a subscriber may leave, and another one join, while an event is published', () => {
  const hub = new StreamHub();
  const seqs: number[] = [];
  const join = () => hub.live$(rider).subscribe((event) => seqs.push((event as HistoryEvent).seq));
  const leaving = hub.live$(rider).subscribe(() => {
    leaving.unsubscribe();
    join();
  });
  const staying = subscribe(hub, rider);
  hub.publish(createCommittedEvent({ [rider]: 1 }));
  hub.publish(createCommittedEvent({ [rider]: 2 }));
  expect(staying.seqs).toEqual([1, 2]);
  expect(seqs).toEqual([2]);
});

it('tells when a stream gets its first subscriber, and when it has lost the last one', () => {
  const hub = new StreamHub();
  const told: string[] = [];
  hub.opened$.subscribe((stream) => told.push(`opened ${stream}`));
  hub.closed$.subscribe((stream) => told.push(`closed ${stream}`));
  const join = () => hub.join(rider, { next: () => undefined });
  const [first, second] = [join(), join()];
  hub.leave(rider, first);
  hub.leave(rider, second);
  hub.leave(rider, join());
  expect(told).toEqual(['opened rider/1', 'closed rider/1', 'opened rider/1', 'closed rider/1']);
});

function subscribe(hub: StreamHub, stream: StreamId) {
  const seqs: number[] = [];
  const subscription = hub
    .live$(stream)
    .subscribe((event) => seqs.push((event as HistoryEvent).seq));
  return { seqs, leave: () => subscription.unsubscribe() };
}

const createCommittedEvent = (heads: Record<string, number>): CommittedEvent => ({
  id: 'e',
  type: 'trip.started',
  subject: 'trip/3',
  time: new Date(0),
  json: '{}',
  deliveries: Object.entries(heads).map(([stream, seq]) => ({ stream: stream as StreamId, seq })),
});
