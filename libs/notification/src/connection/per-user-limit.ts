import type { Requester } from '#access';
import type { ClosingReason } from '#contracts';

/** A share link is one user to us, and is passed on to many. */
const VIEWER_FACTOR = 10;

/** What counts for its user: a live stream, a poll that waits, a replay. */
interface UserResponse {
  readonly requester: Requester;
  close(reason: ClosingReason): void;
}

/**
 * The open responses of each user on this process, oldest first. A user who opens one too
 * many loses the oldest: it is the forgotten tab, where refusing the newest would lock out
 * the phone in their hand.
 */
export class PerUserLimit {
  /** Lists, replaced when they change: most users have one stream, and a Set takes 200 bytes. */
  private readonly byUser = new Map<string, readonly UserResponse[]>();

  /** @param limit most that a user may have; ten times that for a share link */
  constructor(private readonly limit: number) {}

  /** To be removed when it has ended, whoever ended it. */
  add(stream: UserResponse): void {
    const { userId, role } = stream.requester;
    const theirs = [...(this.byUser.get(userId) ?? []), stream];
    this.byUser.set(userId, theirs);
    const [oldest] = theirs;
    const limit = role === 'viewer' ? this.limit * VIEWER_FACTOR : this.limit;
    if (!oldest || theirs.length <= limit) return;
    // At once: it may still be preparing, ends a moment later, and must not be chosen twice.
    this.remove(oldest);
    oldest.close('replaced');
  }

  /** Without effect when it isn't there, or no more. */
  remove(stream: UserResponse): void {
    const { userId } = stream.requester;
    const others = this.byUser.get(userId)?.filter((other) => other !== stream);
    if (others && others.length > 0) this.byUser.set(userId, others);
    else this.byUser.delete(userId);
  }
}
