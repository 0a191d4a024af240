import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { streamId, type StreamId } from '#contracts';
import type { CommittedEvent } from './committed-event.js';
import { sortByStreamOrder } from './stream-order.js';

describe('sortByStreamOrder', () => {
  it('sorts a shuffled batch so that every stream rises, and keeps every event', () => {
    fc.assert(
      fc.property(arbitraryBatch, ({ committed, shuffled }) => {
        const ordered = sortByStreamOrder(shuffled);
        expect(new Set(ordered)).toEqual(new Set(committed));
        expect(ordered).toHaveLength(committed.length);
        const last = new Map<StreamId, number>();
        for (const { stream, seq } of ordered.flatMap(({ deliveries }) => deliveries)) {
          expect(seq).toBeGreaterThan(last.get(stream) ?? 0);
          last.set(stream, seq);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps an event whose mailbox rows have been trimmed away', () => {
    const trimmed = createEvent(0, []);
    expect(sortByStreamOrder([trimmed])).toEqual([trimmed]);
  });
});

/** Events with random streams out of six, in commit order; the batch leaves out the first ones. */
const arbitraryBatch = fc
  .record({
    receivers: fc.array(fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 4 }), {
      maxLength: 60,
    }),
    skipped: fc.nat(20),
  })
  .map(({ receivers, skipped }) => numberEvents(receivers).slice(skipped))
  .chain((committed) =>
    fc
      .shuffledSubarray(committed, { minLength: committed.length })
      .map((shuffled) => ({ committed, shuffled })),
  );

function numberEvents(receivers: number[][]): CommittedEvent[] {
  const heads = new Map<StreamId, number>();
  return receivers.map((streams, index) => {
    const deliveries = streams.map((name) => {
      const stream = streamId('trip', String(name));
      const seq = (heads.get(stream) ?? 0) + 1;
      heads.set(stream, seq);
      return { stream, seq };
    });
    return createEvent(index, deliveries);
  });
}

const createEvent = (index: number, deliveries: CommittedEvent['deliveries']): CommittedEvent => ({
  id: String(index),
  type: 'trip.requested',
  subject: 'trip/1',
  time: new Date(0),
  json: '{}',
  deliveries,
});
