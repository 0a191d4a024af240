import type { StreamConnection } from './stream-connection.js';

/** A share link is one user to us, and is passed on to many. */
const VIEWERS = 10;

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
    const { userId, role } = connection.request.reader;
    const theirs = this.byUser.get(userId) ?? new Set();
    this.byUser.set(userId, theirs);
    theirs.add(connection);
    connection.onEnd(() => {
      this.remove(userId, theirs, connection);
    });
    const [oldest] = theirs;
    const limit = role === 'viewer' ? this.limit * VIEWERS : this.limit;
    if (!oldest || theirs.size <= limit) return;
    // At once: it may still be preparing, ends a moment later, and must not be chosen twice.
    theirs.delete(oldest);
    oldest.close('replaced');
  }

  private remove(userId: string, theirs: Set<StreamConnection>, gone: StreamConnection): void {
    theirs.delete(gone);
    if (theirs.size === 0 && this.byUser.get(userId) === theirs) this.byUser.delete(userId);
  }
}
