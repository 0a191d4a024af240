import { describe, expect, it } from '@jest/globals';
import { KnownRideStore } from './known-ride.js';

const NOON = new Date('2026-01-01T12:00:00.000Z');
const LATER = new Date('2026-01-01T12:05:00.000Z');
const snapshot = { data: { trip: null }, cursor: '1' };

function aStorage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as Storage;
}

describe('KnownRideStore', () => {
  it('another page of the same user reads the snapshot, and the events after it', () => {
    const storage = aStorage();
    const store = new KnownRideStore(() => storage);
    store.begin('u', snapshot, NOON);
    store.append('u', { event: { type: 'trip.requested' }, cursor: '2' }, LATER);
    const known = new KnownRideStore(() => storage).load('u');
    expect(known).toMatchObject({ savedAt: LATER.toISOString(), snapshot });
    expect(known?.events).toHaveLength(1);
  });

  it('another user reads nothing, and neither does anyone after the sign-out', () => {
    const storage = aStorage();
    const store = new KnownRideStore(() => storage);
    store.begin('u', snapshot, NOON);
    expect(store.load('v')).toBeUndefined();
    store.clear();
    expect(store.load('u')).toBeUndefined();
  });

  it('a stream of very many events keeps nothing rather than a part', () => {
    const store = new KnownRideStore(() => storage);
    const storage = aStorage();
    store.begin('u', snapshot, NOON);
    for (let at = 0; at < 60; at++) store.append('u', { event: {}, cursor: `${at}` }, NOON);
    expect(store.load('u')).toBeUndefined();
  });

  it('a browser that refuses storage keeps nothing and causes no error', () => {
    const store = new KnownRideStore(() => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    });
    store.begin('u', snapshot, NOON);
    store.clear();
    expect(store.load('u')).toBeUndefined();
  });
});
