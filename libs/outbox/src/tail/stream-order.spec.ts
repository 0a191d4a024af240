import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { streamId, type StreamId } from '#contracts';
import type { CommittedEvent } from './committed-event.js';
import { sortByStreamOrder } from './stream-order.js';

describe('a batch put in stream order', () => {
  it('rises in every stream and loses nothing, however it came', () => {
    fc.assert(
      fc.property(anyBatch, ({ committed, shuffled }) => {
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
    const trimmed = event(0, []);
    expect(sortByStreamOrder([trimmed])).toEqual([trimmed]);
  });
});

/** Which of six streams each event goes to, in commit order; the batch is a later part of it. */
const anyBatch = fc
  .record({
    receivers: fc.array(fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 4 }), {
      maxLength: 60,
    }),
    skipped: fc.nat(20),
  })
  .map(({ receivers, skipped }) => number(receivers).slice(skipped))
  .chain((committed) =>
    fc
      .shuffledSubarray(committed, { minLength: committed.length })
      .map((shuffled) => ({ committed, shuffled })),
  );

function number(receivers: number[][]): CommittedEvent[] {
  const heads = new Map<StreamId, number>();
  return receivers.map((streams, index) => {
    const deliveries = streams.map((name) => {
      const stream = streamId('trip', String(name));
      const seq = (heads.get(stream) ?? 0) + 1;
      heads.set(stream, seq);
      return { stream, seq };
    });
    return event(index, deliveries);
  });
}

const event = (index: number, deliveries: CommittedEvent['deliveries']): CommittedEvent => ({
  id: String(index),
  type: 'trip.requested',
  subject: 'trip/1',
  time: new Date(0),
  json: '{}',
  deliveries,
});
