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

describe('SessionStore', () => {
  it('a session is loaded for its role until it is forgotten', () => {
    const storage = aStorage();
    const store = new SessionStore(() => storage);
    store.save(session('rider'));
    expect(store.load('rider', NOON)).toEqual(session('rider'));
    expect(store.load('driver', NOON)).toBeUndefined();
    store.forget('rider');
    expect(store.load('rider', NOON)).toBeUndefined();
  });

  it('an expired or broken session is not loaded', () => {
    const storage = aStorage();
    const store = new SessionStore(() => storage);
    store.save(session('rider'));
    expect(store.load('rider', NOON + 60_000)).toBeUndefined();
    storage.setItem('tripstream.session.rider', '{"token":');
    expect(store.load('rider', NOON)).toBeUndefined();
  });

  it('a browser that refuses storage has no session and causes no error', () => {
    const store = new SessionStore(() => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    });
    store.save(session('rider'));
    expect(store.load('rider', NOON)).toBeUndefined();
  });

  it('a paused session is out of use until its user comes back', () => {
    const storage = aStorage();
    const store = new SessionStore(() => storage);
    store.save(session('rider'));
    store.pause(session('rider'));
    expect(store.load('rider', NOON)).toBeUndefined();
    expect(store.loadPaused('rider', NOON)).toEqual(session('rider'));
    store.save(session('rider'));
    expect(store.loadPaused('rider', NOON)).toBeUndefined();
  });

  it('a paused session outlives the session of another user', () => {
    const storage = aStorage();
    const store = new SessionStore(() => storage);
    const other = session('rider');
    store.pause(session('rider'));
    store.save({ ...other, user: { ...other.user, id: 'v' } });
    store.forget('rider');
    expect(store.loadPaused('rider', NOON)).toEqual(session('rider'));
  });
});
