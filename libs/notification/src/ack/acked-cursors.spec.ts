import { describe, expect, it } from '@jest/globals';
import { AckedCursors } from './acked-cursors.js';

const mine = 'driver/1';

describe('what was acknowledged', () => {
  it('only grows, whatever comes late', () => {
    const acked = new AckedCursors();
    expect(acked.of(mine)).toBeUndefined();
    for (const seq of [3, 7, 5]) acked.note(mine, { epoch: 'e', seq });
    expect(acked.of(mine)).toBe(7);
    expect(acked.of('driver/2')).toBeUndefined();
  });

  it('is known again, up to the latest', () => {
    const acked = new AckedCursors();
    acked.note(mine, { epoch: 'e', seq: 7 });
    const has = (seq: number) => acked.has(mine, { epoch: 'e', seq });
    expect([6, 7, 8].map(has)).toEqual([true, true, false]);
  });

  it('means nothing in another history', () => {
    const acked = new AckedCursors();
    acked.note(mine, { epoch: 'e', seq: 7 });
    expect(acked.has(mine, { epoch: 'f', seq: 1 })).toBe(false);
    acked.note(mine, { epoch: 'f', seq: 1 });
    expect(acked.of(mine)).toBe(1);
  });

  it('takes bounded memory', () => {
    const acked = new AckedCursors();
    for (let n = 0; n <= 50_000; n++) acked.note(`rider/${n}`, { epoch: 'e', seq: 1 });
    expect(acked.of('rider/0')).toBeUndefined();
    expect(acked.of('rider/50000')).toBe(1);
  });
});
