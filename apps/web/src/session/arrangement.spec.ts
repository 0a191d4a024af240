import { describe, expect, it } from '@jest/globals';
import { parseArrangement } from './arrangement.js';

describe('parseArrangement', () => {
  it('an address names the user, and whether the driver is on duty', () => {
    expect(parseArrangement('?as=Dana&duty&simulate')).toEqual({ name: 'Dana', isOnDuty: true });
    expect(parseArrangement('?as=Ada')).toEqual({ name: 'Ada', isOnDuty: false });
  });

  it('an address without a name arranges nothing', () => {
    expect(parseArrangement('')).toBeUndefined();
    expect(parseArrangement('?as=%20&duty')).toBeUndefined();
  });
});
