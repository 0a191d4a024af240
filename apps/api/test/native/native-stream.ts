import { EventSource } from 'eventsource';
import { eventTypes } from '#contracts';
import { readWire } from '#testing';
import { type Person } from '#api-harness';

/** One event that a native client dispatched to a listener. */
export interface HeardEvent {
  type: string;
  data: string;
  lastEventId: string;
}

/** A stream that an independent `EventSource` reads and reconnects. */
export interface NativeStream {
  /** Returns all dispatched events, including `message`, in order. */
  heard(): Promise<HeardEvent[]>;
  /** Returns 0 for connecting, 1 for open and 2 for permanently closed. */
  readyState(): Promise<number>;
  close(): Promise<void>;
}

export type OpenNativeStream = (url: string, reader: Person) => Promise<NativeStream>;

/** Every frame name, and `message`, which a frame has only when the client requests it. */
export const frameNames: readonly string[] = [
  'message',
  'stream.opened',
  'stream.snapshot',
  'stream.closing',
  ...eventTypes,
  'driver.location',
  'trip.search',
  'city.state',
];

/** Opens a stream with the `eventsource` package, whose `fetch` sends the token instead of a cookie. */
export const openPackageStream: OpenNativeStream = (url, { token }) => {
  const source = new EventSource(url, {
    fetch: (address, init) =>
      fetch(address, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
  });
  const heard: HeardEvent[] = [];
  for (const name of frameNames) {
    source.addEventListener(name, ({ type, data, lastEventId }) => {
      heard.push({ type, data: data as string, lastEventId });
    });
  }
  return Promise.resolve({
    heard: () => Promise.resolve([...heard]),
    readyState: () => Promise.resolve(source.readyState),
    close: () => {
      source.close();
      return Promise.resolve();
    },
  });
};

/** Returns the events that a client must dispatch for these bytes (WHATWG HTML, section 9.2.6). */
export const dispatchedOf = (bytes: Uint8Array): HeardEvent[] =>
  readWire(bytes).frames.flatMap((frame) =>
    'comment' in frame
      ? []
      : { type: frame.event ?? 'message', data: frame.data, lastEventId: frame.id },
  );
