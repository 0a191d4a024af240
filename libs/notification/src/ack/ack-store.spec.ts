import { describe, expect, it } from '@jest/globals';
import { AckStore } from './ack-store.js';

const driver = 'driver/1';

describe('AckStore', () => {
  it('keeps the highest number, in any order of acknowledgements', () => {
    const acks = new AckStore();
    expect(acks.findSeq(driver)).toBeUndefined();
    for (const seq of [3, 7, 5]) acks.record(driver, { epoch: 'e', seq });
    expect(acks.findSeq(driver)).toBe(7);
    expect(acks.findSeq('driver/2')).toBeUndefined();
  });

  it('covers every cursor up to the highest acknowledged one', () => {
    const acks = new AckStore();
    acks.record(driver, { epoch: 'e', seq: 7 });
    const covers = (seq: number) => acks.covers(driver, { epoch: 'e', seq });
    expect([6, 7, 8].map(covers)).toEqual([true, true, false]);
  });

  it('forgets the numbers of another history', () => {
    const acks = new AckStore();
    acks.record(driver, { epoch: 'e', seq: 7 });
    expect(acks.covers(driver, { epoch: 'f', seq: 1 })).toBe(false);
    acks.record(driver, { epoch: 'f', seq: 1 });
    expect(acks.findSeq(driver)).toBe(1);
  });

  it('takes bounded memory', () => {
    const acks = new AckStore();
    for (let n = 0; n <= 50_000; n++) acks.record(`rider/${n}`, { epoch: 'e', seq: 1 });
    expect(acks.findSeq('rider/0')).toBeUndefined();
    expect(acks.findSeq('rider/50000')).toBe(1);
  });
});
