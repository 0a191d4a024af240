import type { Viewer } from '../principal.js';

/** How a link that isn't good any more came to its end. */
export type ShareEnd = 'revoked' | 'token_expired';

/** Share links. Declared here and implemented by trip, whose links they are. */
export abstract class ShareLinks {
  /**
   * Who holds this token, if it opens this trip.
   *
   * @param tripId as it stands in the address, so anything
   * @param token likewise
   * @throws DomainError NOT_FOUND for a wrong, expired or revoked token, and for one of
   *   another trip: the same answer as for a trip that isn't yours
   */
  abstract open(tripId: string, token: string): Promise<Viewer>;

  /**
   * Which of these links have ended, in one query for all.
   * @param ids the `userId` of their viewers
   */
  abstract findEnded(ids: readonly string[]): Promise<Map<string, ShareEnd>>;
}
