import { describe, expect, it } from '@jest/globals';
import { parseWatchHash, parseWatchPath, watchAddress } from './watch-address.js';

describe('the address of a shared ride', () => {
  it('the path of a new link leads to its token', () => {
    const { pathname } = new URL(watchAddress('https://ride.example', 'AbC-_1'));
    expect(parseWatchPath(pathname)).toEqual({ token: 'AbC-_1' });
  });

  it('the fragment of an older link leads to its trip and token', () => {
    expect(parseWatchHash('#trip=1&share=AbC')).toEqual({ tripId: '1', token: 'AbC' });
  });

  it('other addresses are no share links', () => {
    expect(parseWatchPath('/s/')).toBeUndefined();
    expect(parseWatchPath('/s/a/b')).toBeUndefined();
    expect(parseWatchHash('#trip=1')).toBeUndefined();
    expect(parseWatchHash('')).toBeUndefined();
  });
});
