import type { TabApis, TabChannel } from '../src/shared/tab-apis.js';
import type { TabMessage } from '../src/shared/tab-message.js';

interface Holder {
  tab: Tab;
  held: () => Promise<void>;
  settle: { resolve: () => void; reject: (error: Error) => void };
}

/** A tab of the browser below. */
export interface Tab extends TabApis {
  /** It is gone, and its locks with it. */
  close(): void;
  /** It hears and says nothing any more, and keeps its lock. */
  freeze(): void;
}

/** Web Locks and BroadcastChannel of one browser with one lock, in one process. */
export class FakeTabs {
  private readonly queue: Holder[] = [];
  private readonly channels = new Map<TabChannel, Tab>();
  private readonly frozen = new Set<Tab>();
  private holder: Holder | undefined;

  open(): Tab {
    const tab: Tab = {
      openChannel: () => this.channelOf(tab),
      locks: {
        request: (_name, { steal, signal }, held) =>
          new Promise<void>((resolve, reject) => {
            const entry = { tab, held, settle: { resolve, reject } };
            signal?.addEventListener('abort', () => this.withdraw(entry));
            if (steal) this.take(entry);
            else this.queue.push(entry);
            this.pass();
          }),
      },
      close: () => {
        for (const [channel, owner] of this.channels) if (owner === tab) channel.close();
        this.queue.splice(0, Infinity, ...this.queue.filter((entry) => entry.tab !== tab));
        if (this.holder?.tab === tab) this.holder = undefined;
        this.pass();
      },
      freeze: () => this.frozen.add(tab),
    };
    return tab;
  }

  private take(entry: Holder): void {
    this.holder?.settle.reject(new Error('AbortError'));
    this.holder = undefined;
    this.queue.unshift(entry);
  }

  private withdraw(entry: Holder): void {
    const at = this.queue.indexOf(entry);
    if (at >= 0) this.queue.splice(at, 1);
    entry.settle.reject(new Error('AbortError'));
  }

  private pass(): void {
    if (this.holder) return;
    const next = this.queue.shift();
    if (!next) return;
    this.holder = next;
    void next.held().then(() => {
      next.settle.resolve();
      if (this.holder !== next) return;
      this.holder = undefined;
      this.pass();
    });
  }

  private channelOf(tab: Tab): TabChannel {
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
