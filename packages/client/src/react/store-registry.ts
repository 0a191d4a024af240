import { StreamStore, type Follow, type Member } from './stream-store.js';

/**
 * The time for which a stream without a component stays open. StrictMode, Suspense, Fast Refresh
 * and a change of the page unmount components that come back at once.
 */
const GRACE_MS = 1_000;

/** The open streams of this program, by `keyOf`. A stream leaves it when it closes. */
const stores = new Map<string, StreamStore>();
const closings = new Map<string, ReturnType<typeof setTimeout>>();

export const findStore = (key: string): StreamStore | undefined => stores.get(key);

/** Opens the stream, or shares the open one. @returns a function that ends the subscription */
export function subscribe(
  key: string,
  { member, listener, follow }: { member: Member; listener: () => void; follow?: Follow },
): () => void {
  clearTimeout(closings.get(key));
  closings.delete(key);
  const store = stores.get(key) ?? new StreamStore(member, follow);
  stores.set(key, store);
  store.add(member, listener);
  return () => {
    store.remove(member, listener);
    if (store.isUsed) return;
    const close = (): void => {
      closings.delete(key);
      stores.delete(key);
      store.close();
    };
    closings.set(key, isNamed(member) ? setTimeout(close, GRACE_MS) : setTimeout(close, 0));
  };
}

/** Without a user's name, the next component may be another user's, who must not get this stream. */
const isNamed = ({ current: { user, token, stream } }: Member): boolean =>
  user !== undefined || token !== undefined || typeof stream === 'object';
