import type { Requester } from '#access';
import type { ClosingReason } from '#contracts';

/** A share link counts as one user, but is passed on to many people. */
const VIEWER_FACTOR = 10;

/** @returns the most streams of a user or of a share link */
export const streamLimitOf = (role: Requester['role'], limit: number): number =>
  role === 'viewer' ? limit * VIEWER_FACTOR : limit;

/** `concat` makes an array of exactly its length, and other ways to add reserve room for sixteen more. */
const NONE: readonly UserResponse[] = [];

/** A response that counts against the limit of its user: a live stream, a long poll or a replay. */
interface UserResponse {
  readonly requester: Requester;
  close(reason: ClosingReason): void;
}

/**
 * Limits the open responses of each user on this process. A user who opens one too many loses the
 * oldest one, which is probably a forgotten tab. To refuse the newest would lock out the phone in
 * the user's hand.
 */
export class PerUserLimit {
  /** Oldest first. Arrays and not Sets: most users have one stream, and a Set takes 200 bytes. */
  private readonly byUser = new Map<string, readonly UserResponse[]>();

  /** @param limit the most responses of a user; a share link may have ten times as many */
  constructor(private readonly limit: number) {}

  /** Counts a response until `remove`, which the caller owes when the response has ended. */
  add(response: UserResponse): void {
    const { role } = response.requester;
    const user = keyOf(response.requester);
    const responses = (this.byUser.get(user) ?? NONE).concat(response);
    this.byUser.set(user, responses);
    const [oldest] = responses;
    const limit = streamLimitOf(role, this.limit);
    if (!oldest || responses.length <= limit) return;
    // Removed at once: one that is still being prepared ends later, and must not be chosen twice.
    this.remove(oldest);
    oldest.close('replaced');
  }

  /** Has no effect on a response that was removed before. */
  remove(response: UserResponse): void {
    const user = keyOf(response.requester);
    const others = this.byUser.get(user)?.filter((other) => other !== response);
    if (others && others.length > 0) this.byUser.set(user, others);
    else this.byUser.delete(user);
  }
}

/** Two shards may have users of the same id. */
const keyOf = ({ userId, shard }: Requester): string =>
  shard === undefined ? userId : `${shard} ${userId}`;
