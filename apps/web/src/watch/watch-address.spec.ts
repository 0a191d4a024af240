import { describe, expect, it } from '@jest/globals';
import { watchAddress, parseWatchHash } from './watch-address.js';

describe('the address of a shared ride', () => {
  it('an address is parsed into the trip and token it was made of', () => {
    const watched = { tripId: '01a2', token: 'a-b_c+/=&' };
    const { pathname, search, hash } = new URL(watchAddress('https://ride.example', watched));
    expect([pathname, search]).toEqual(['/rider', '']);
    expect(parseWatchHash(hash)).toEqual(watched);
  });

  it('an address without a trip or a token is no share link', () => {
    expect(parseWatchHash('')).toBeUndefined();
    expect(parseWatchHash('#trip=01a2')).toBeUndefined();
  });
});
