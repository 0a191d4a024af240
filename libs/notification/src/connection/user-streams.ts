import type { Reader } from '#access';
import type { ClosingReason } from '#contracts';

/** A share link is one user to us, and is passed on to many. */
const VIEWERS = 10;

/** What counts for its user: a live stream, a poll that waits, a replay. */
interface UserStream {
  readonly reader: Reader;
  close(reason: ClosingReason): void;
}

/**
 * The open responses of each user on this process, oldest first. A user who opens one too
 * many loses the oldest: it is the forgotten tab, where refusing the newest would lock out
 * the phone in their hand.
 */
export class UserStreams {
  private readonly byUser = new Map<string, Set<UserStream>>();

  /** @param limit most that a user may have; ten times that for a share link */
  constructor(private readonly limit: number) {}

  /** @returns what must be called when it has ended, whoever ended it */
  add(stream: UserStream): () => void {
    const { userId, role } = stream.reader;
    const theirs = this.byUser.get(userId) ?? new Set();
    this.byUser.set(userId, theirs);
    theirs.add(stream);
    const [oldest] = theirs;
    const limit = role === 'viewer' ? this.limit * VIEWERS : this.limit;
    if (oldest && theirs.size > limit) {
      // At once: it may still be preparing, ends a moment later, and must not be chosen twice.
      theirs.delete(oldest);
      oldest.close('replaced');
    }
    return () => {
      theirs.delete(stream);
      if (theirs.size === 0 && this.byUser.get(userId) === theirs) this.byUser.delete(userId);
    };
  }
}
