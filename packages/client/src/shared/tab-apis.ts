import type { TabMessage } from './tab-message.js';

/** The part of Web Locks (https://w3c.github.io/web-locks/) that this library uses. */
export interface TabLocks {
  request(
    name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    whileHeld: () => Promise<void>,
  ): Promise<unknown>;
}

/** The part of BroadcastChannel that this library uses. All other tabs receive what one posts. */
export interface TabChannel {
  onmessage: ((event: { data: TabMessage }) => void) | null;
  postMessage(message: TabMessage): void;
  close(): void;
}

/** The browser APIs by which tabs share a connection. */
export interface TabApis {
  locks: TabLocks;
  openChannel: (name: string) => TabChannel;
}

interface Browser {
  navigator?: { locks?: TabLocks };
  BroadcastChannel?: new (name: string) => TabChannel;
}

/** The APIs of this browser; undefined in Node, in React Native and on pages over plain HTTP. */
export function findTabApis(): TabApis | undefined {
  const { navigator, BroadcastChannel: Channel } = globalThis as unknown as Browser;
  const locks = navigator?.locks;
  return locks && Channel && { locks, openChannel: (name) => new Channel(name) };
}
