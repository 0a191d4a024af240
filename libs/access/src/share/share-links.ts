import type { Viewer } from '../principal.js';

/** Why a link is no longer valid. */
export type ShareEnd = 'revoked' | 'token_expired';

/** Looks up share links. Declared here; trip implements it, because the links are of trips. */
export abstract class ShareLinks {
  /**
   * Returns the viewer for a token that opens the given trip.
   *
   * @param tripId any text, because it is taken from the address
   * @param token any text, because it is taken from the address
   * @throws DomainError NOT_FOUND for a wrong, expired or revoked token and for one of another
   *   trip, which is the same answer as for the trip of another user
   */
  abstract open(tripId: string, token: string): Promise<Viewer>;

  /**
   * Finds out which of the links have ended, with one query.
   *
   * @returns by the `userId` of a viewer, why the link ended; valid links are left out
   */
  abstract findEnded(
    viewers: readonly Pick<Viewer, 'userId' | 'shard'>[],
  ): Promise<Map<string, ShareEnd>>;
}
