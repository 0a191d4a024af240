import type { StreamConnection } from './stream-connection.js';

/**
 * The open connections of each user on this process, oldest first. A user who opens one too
 * many loses the oldest: it is the forgotten tab, where refusing the newest would lock out
 * the phone in their hand.
 */
export class UserStreams {
  private readonly byUser = new Map<string, Set<StreamConnection>>();

  /** @param limit most connections a user may have */
  constructor(private readonly limit: number) {}

  add(connection: StreamConnection): void {
    const { userId } = connection.request.reader;
    const theirs = this.byUser.get(userId) ?? new Set();
    this.byUser.set(userId, theirs);
    theirs.add(connection);
    connection.onEnd(() => {
      this.remove(userId, theirs, connection);
    });
    const [oldest] = theirs;
    if (!oldest || theirs.size <= this.limit) return;
    // At once: it may still be preparing, ends a moment later, and must not be chosen twice.
    theirs.delete(oldest);
    oldest.close('replaced');
  }

  private remove(userId: string, theirs: Set<StreamConnection>, gone: StreamConnection): void {
    theirs.delete(gone);
    if (theirs.size === 0 && this.byUser.get(userId) === theirs) this.byUser.delete(userId);
  }
}
