import { describe, expect, it } from '@jest/globals';
import { watchAddress, watchedIn } from './watch-address.js';

describe('the address of a shared ride', () => {
  it('leads back to what it was made of, behind the #', () => {
    const watched = { tripId: '01a2', token: 'a-b_c+/=&' };
    const { pathname, search, hash } = new URL(watchAddress('https://ride.example', watched));
    expect([pathname, search]).toEqual(['/rider', '']);
    expect(watchedIn(hash)).toEqual(watched);
  });

  it('is none without a trip or a token', () => {
    expect(watchedIn('')).toBeUndefined();
    expect(watchedIn('#trip=01a2')).toBeUndefined();
  });
});
