import type { HistoryEvent } from '#outbox';
import { StreamFeed } from '../../../libs/notification/src/connection/stream-feed.js';
import { replaceMethods } from './replace-methods.js';

/** The members of a feed that this variant uses. */
interface Feed {
  catchingUp: boolean;
  last: { epoch: string; seq: number };
  deliver(event: HistoryEvent, path: 'live'): void;
}

/** What arrived at feeds while they read the mailbox: their openings lose nothing. */
const early = new WeakMap<Feed, HistoryEvent[]>();

/**
 * Makes each feed trust the live path: it sends every event as it arrives and does not
 * compare sequence numbers. The shipped feed heals from the mailbox what the tail loses or
 * reorders (ADR 0003), so a broken tail behind it would only be slow.
 */
export function trustLivePath(): void {
  replaceMethods(StreamFeed, {
    onLive(this: Feed, event: HistoryEvent): void {
      const waiting = early.get(this) ?? [];
      if (this.catchingUp) {
        early.set(this, [...waiting, event]);
        return;
      }
      early.delete(this);
      const unread = waiting.filter(({ seq }) => seq > this.last.seq);
      for (const next of [...unread, event]) {
        // Passes the feed's own check, which accepts only the next number.
        this.last.seq = next.seq - 1;
        this.deliver(next, 'live');
      }
    },
    noteHead(): void {
      // This variant does not compare the heads of the streams with what was sent.
    },
  });
}
