import { describe, expect, it } from '@jest/globals';
import { AckStore } from './ack-store.js';

const mine = 'driver/1';

describe('what was acknowledged', () => {
  it('only grows, whatever comes late', () => {
    const acked = new AckStore();
    expect(acked.findSeq(mine)).toBeUndefined();
    for (const seq of [3, 7, 5]) acked.record(mine, { epoch: 'e', seq });
    expect(acked.findSeq(mine)).toBe(7);
    expect(acked.findSeq('driver/2')).toBeUndefined();
  });

  it('is known again, up to the latest', () => {
    const acked = new AckStore();
    acked.record(mine, { epoch: 'e', seq: 7 });
    const has = (seq: number) => acked.covers(mine, { epoch: 'e', seq });
    expect([6, 7, 8].map(has)).toEqual([true, true, false]);
  });

  it('means nothing in another history', () => {
    const acked = new AckStore();
    acked.record(mine, { epoch: 'e', seq: 7 });
    expect(acked.covers(mine, { epoch: 'f', seq: 1 })).toBe(false);
    acked.record(mine, { epoch: 'f', seq: 1 });
    expect(acked.findSeq(mine)).toBe(1);
  });

  it('takes bounded memory', () => {
    const acked = new AckStore();
    for (let n = 0; n <= 50_000; n++) acked.record(`rider/${n}`, { epoch: 'e', seq: 1 });
    expect(acked.findSeq('rider/0')).toBeUndefined();
    expect(acked.findSeq('rider/50000')).toBe(1);
  });
});
