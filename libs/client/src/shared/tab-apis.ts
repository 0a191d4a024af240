import type { TabMessage } from './tab-message.js';

/** What we need of Web Locks (https://w3c.github.io/web-locks/). */
export interface TabLocks {
  request(
    name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    held: () => Promise<void>,
  ): Promise<unknown>;
}

/** What we need of a BroadcastChannel: what one tab posts, all others hear. */
export interface TabChannel {
  onmessage: ((event: { data: TabMessage }) => void) | null;
  postMessage(message: TabMessage): void;
  close(): void;
}

export interface TabApis {
  locks: TabLocks;
  openChannel: (name: string) => TabChannel;
}

interface Browser {
  navigator?: { locks?: TabLocks };
  BroadcastChannel?: new (name: string) => TabChannel;
}

/** Undefined where they are missing: in Node, React Native, and on pages over plain HTTP. */
export function findTabApis(): TabApis | undefined {
  const { navigator, BroadcastChannel: Channel } = globalThis as unknown as Browser;
  const locks = navigator?.locks;
  return locks && Channel && { locks, openChannel: (name) => new Channel(name) };
}
