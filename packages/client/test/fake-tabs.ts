import type { TabApis, TabChannel } from '../src/shared/tab-apis.js';
import type { TabMessage } from '../src/shared/tab-message.js';

interface Holder {
  tab: Tab;
  whileHeld: () => Promise<void>;
  settle: { resolve: () => void; reject: (error: Error) => void };
}

/** A tab of a `FakeTabs` browser. */
export interface Tab extends TabApis {
  /** Closes the tab and releases its lock. */
  close(): void;
  /** Suspends the tab: it neither receives nor sends messages, and keeps its lock. */
  freeze(): void;
}

/** Fakes of Web Locks, with one lock, and BroadcastChannel for the tabs of one browser. */
export class FakeTabs {
  private readonly queue: Holder[] = [];
  private readonly channels = new Map<TabChannel, Tab>();
  private readonly frozen = new Set<Tab>();
  private holder: Holder | undefined;

  open(): Tab {
    const tab: Tab = {
      openChannel: () => this.createChannel(tab),
      locks: {
        request: (_name, { steal, signal }, whileHeld) =>
          new Promise<void>((resolve, reject) => {
            const entry = { tab, whileHeld, settle: { resolve, reject } };
            signal?.addEventListener('abort', () => this.withdraw(entry));
            if (steal) this.steal(entry);
            else this.queue.push(entry);
            this.grantNext();
          }),
      },
      close: () => {
        for (const [channel, owner] of this.channels) if (owner === tab) channel.close();
        this.queue.splice(0, Infinity, ...this.queue.filter((entry) => entry.tab !== tab));
        if (this.holder?.tab === tab) this.holder = undefined;
        this.grantNext();
      },
      freeze: () => this.frozen.add(tab),
    };
    return tab;
  }

  private steal(entry: Holder): void {
    this.holder?.settle.reject(new Error('AbortError'));
    this.holder = undefined;
    this.queue.unshift(entry);
  }

  private withdraw(entry: Holder): void {
    const index = this.queue.indexOf(entry);
    if (index >= 0) this.queue.splice(index, 1);
    entry.settle.reject(new Error('AbortError'));
  }

  private grantNext(): void {
    if (this.holder) return;
    const next = this.queue.shift();
    if (!next) return;
    this.holder = next;
    void next.whileHeld().then(() => {
      next.settle.resolve();
      if (this.holder !== next) return;
      this.holder = undefined;
      this.grantNext();
    });
  }

  private createChannel(tab: Tab): TabChannel {
    const channel: TabChannel = {
      onmessage: null,
      close: () => this.channels.delete(channel),
      postMessage: (message) => this.post(channel, structuredClone(message)),
    };
    this.channels.set(channel, tab);
    return channel;
  }

  private post(from: TabChannel, data: TabMessage): void {
    const sender = this.channels.get(from);
    if (!sender || this.frozen.has(sender)) return;
    for (const [channel, tab] of this.channels) {
      if (channel === from || this.frozen.has(tab)) continue;
      queueMicrotask(() => channel.onmessage?.({ data }));
    }
  }
}
