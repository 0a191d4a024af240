import { describe, expect, it } from '@jest/globals';
import { formatView, namesView, parseView, pathOf, roleOf } from './watched-view.js';

describe('parseView', () => {
  it('takes the event stream of the city when the address names no view', () => {
    expect(parseView('')).toEqual({ stream: 'city', way: 'stream', trip: '' });
    expect(parseView('?stream=x&way=y')).toEqual({ stream: 'city', way: 'stream', trip: '' });
  });

  it.each([
    { stream: 'city', way: 'socket', trip: '' },
    { stream: 'trip', way: 'long-poll', trip: '01a1fd33' },
    { stream: 'rider', way: 'poll', trip: '' },
    { stream: 'driver', way: 'stream', trip: '' },
  ] as const)('reads what formatView has written of $stream by $way', (view) => {
    expect(parseView(formatView(view))).toEqual(view);
  });
});

describe('formatView', () => {
  it('leaves the trip out of the address of another stream', () => {
    expect(formatView({ stream: 'city', way: 'poll', trip: 'abc' })).toBe('?stream=city&way=poll');
  });
});

describe('pathOf', () => {
  it('escapes the id of a trip, which may come from a link of a stranger', () => {
    expect(pathOf({ stream: 'trip', trip: '../ops' })).toBe('/v1/trips/..%2Fops/stream');
  });
});

describe('roleOf', () => {
  it('needs an operator for the streams of the city and of a trip', () => {
    expect(
      (['city', 'trip', 'rider', 'driver'] as const).map((stream) => roleOf({ stream })),
    ).toEqual(['ops', 'ops', 'rider', 'driver']);
  });
});

describe('namesView', () => {
  it('finds a view only in an address that names a stream', () => {
    expect([namesView('?stream=city'), namesView('?way=poll'), namesView('')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
