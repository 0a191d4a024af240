import { describe, expect, it } from '@jest/globals';
import type { Session } from '#contracts';
import { NOON, noonPlus } from '../../test/trip-sample.js';
import { SessionStore } from './session-store.js';

const session = (role: Session['user']['role']): Session => ({
  token: `token of ${role}`,
  expiresAt: noonPlus(60),
  user: { id: 'u', role, name: 'Ada' },
});

function aStorage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as Storage;
}

describe('a kept session', () => {
  it('is there for its role, until it is forgotten', () => {
    const storage = aStorage();
    const store = new SessionStore(() => storage);
    store.save(session('rider'));
    expect(store.load('rider', NOON)).toEqual(session('rider'));
    expect(store.load('driver', NOON)).toBeUndefined();
    store.forget('rider');
    expect(store.load('rider', NOON)).toBeUndefined();
  });

  it('is none once it has expired, or when it isn’t one', () => {
    const storage = aStorage();
    const store = new SessionStore(() => storage);
    store.save(session('rider'));
    expect(store.load('rider', NOON + 60_000)).toBeUndefined();
    storage.setItem('tripstream.session.rider', '{"token":');
    expect(store.load('rider', NOON)).toBeUndefined();
  });

  it('is none where storage is refused, and nothing breaks', () => {
    const store = new SessionStore(() => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    });
    store.save(session('rider'));
    expect(store.load('rider', NOON)).toBeUndefined();
  });
});
