import { expect, it } from '@jest/globals';
import type { StreamId } from '#contracts';
import type { CommittedEvent, HistoryEvent } from '#outbox';
import { StreamHub } from './stream-hub.js';

const mine: StreamId = 'rider/1';
const theirs: StreamId = 'driver/2';

it('an event reaches the readers of its streams, with each stream’s own number', () => {
  const hub = new StreamHub();
  const [riders, drivers, others] = [read(hub, mine), read(hub, theirs), read(hub, 'trip/3')];
  hub.publish(committed({ [mine]: 7, [theirs]: 2 }));
  expect(riders.seqs).toEqual([7]);
  expect(drivers.seqs).toEqual([2]);
  expect(others.seqs).toEqual([]);
});

it('who left gets nothing more, and the last one leaves nothing behind', () => {
  const hub = new StreamHub();
  const [first, second] = [read(hub, mine), read(hub, mine)];
  first.leave();
  hub.publish(committed({ [mine]: 1 }));
  second.leave();
  const third = read(hub, mine);
  first.leave();
  hub.publish(committed({ [mine]: 2 }));
  expect([first.seqs, second.seqs, third.seqs]).toEqual([[], [1], [2]]);
  third.leave();
  expect((hub as unknown as { subjects: Map<string, unknown> }).subjects.size).toBe(0);
});

it('one reader may leave, and another come, while an event is handed out', () => {
  const hub = new StreamHub();
  const seqs: number[] = [];
  const come = () => hub.live$(mine).subscribe((event) => seqs.push((event as HistoryEvent).seq));
  const leaving = hub.live$(mine).subscribe(() => {
    leaving.unsubscribe();
    come();
  });
  const staying = read(hub, mine);
  hub.publish(committed({ [mine]: 1 }));
  hub.publish(committed({ [mine]: 2 }));
  expect(staying.seqs).toEqual([1, 2]);
  expect(seqs).toEqual([2]);
});

function read(hub: StreamHub, stream: StreamId) {
  const seqs: number[] = [];
  const subscription = hub
    .live$(stream)
    .subscribe((event) => seqs.push((event as HistoryEvent).seq));
  return { seqs, leave: () => subscription.unsubscribe() };
}

const committed = (heads: Record<string, number>): CommittedEvent => ({
  ...{ id: 'e', type: 'trip.started', subject: 'trip/3', time: new Date(0), json: '{}' },
  deliveries: Object.entries(heads).map(([stream, seq]) => ({ stream: stream as StreamId, seq })),
});
