/** The id of a token and its expiry, which are enough to revoke it. */
export interface TokenReference {
  tokenId: string;
  expiresAt: Date;
}

/** The revocations of some time. */
export interface Revocations {
  /** When they were read, in seconds since 1970 by the database's clock. */
  readAt: number;
  /** Oldest first. */
  tokens: TokenReference[];
  /** False when older ones of that time were left out. */
  isComplete: boolean;
}

/** Where revocations are stored. A process without the database asks one that has it. */
export abstract class RevocationSource {
  /**
   * Reads the revocations that were written since a time, the newest `limit` of them at most; a
   * source may have a lower limit of its own.
   *
   * @param since in seconds since 1970 by the database's clock
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  abstract readSince(since: number, limit: number): Promise<Revocations>;

  /** @throws DomainError DATABASE_UNAVAILABLE */
  abstract isRevoked(tokenId: string): Promise<boolean>;
}
