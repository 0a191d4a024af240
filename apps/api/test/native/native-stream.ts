import { EventSource } from 'eventsource';
import { eventTypes } from '#contracts';
import { readWire } from '#testing';
import type { Person } from '../ride-builder.js';

/** One event as a native client handed it to a listener. */
export interface HeardEvent {
  type: string;
  data: string;
  lastEventId: string;
}

/** A stream that somebody else's `EventSource` reads, and reconnects by itself. */
export interface NativeStream {
  /** All it has dispatched so far, `message` included, in order. */
  heard(): Promise<HeardEvent[]>;
  /** 0 connecting, 1 open, 2 closed for good. */
  readyState(): Promise<number>;
  close(): Promise<void>;
}

export type OpenNativeStream = (url: string, reader: Person) => Promise<NativeStream>;

/** Every name a frame may have; and `message`, which none may have unless it was asked for. */
export const frameNames: readonly string[] = [
  'message',
  'stream.opened',
  'stream.snapshot',
  'stream.closing',
  ...eventTypes,
  'driver.location',
  'city.state',
];

/** The `eventsource` package. It can't keep cookies, so its `fetch` brings the token. */
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

/** What any client has to dispatch of these bytes (WHATWG HTML, section 9.2.6). */
export const dispatchedOf = (bytes: Uint8Array): HeardEvent[] =>
  readWire(bytes).frames.flatMap((frame) =>
    'comment' in frame
      ? []
      : { type: frame.event ?? 'message', data: frame.data, lastEventId: frame.id },
  );
