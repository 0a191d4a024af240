import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DomainError } from '#platform';
import type { Principal } from '../principal.js';
import type { HashedToken } from './hashed-token.js';
import { RevokedTokens } from './revoked-tokens.js';
import { TokenVerifier } from './token-verifier.js';
import { toVerificationError } from './verification-unavailable.js';

/** The cache takes about 15 MB when it is full. A token beyond that is verified at each request. */
const CACHE_SIZE = 50_000;

const SESSION_ENDED = 'This session has ended. Get a new token.';

/**
 * Verifies the signature of each token once, and checks expiry and revocation at each request.
 * Verifying every signature would dominate the load when 5,000 clients reconnect at once.
 */
@Injectable()
export class SessionVerifier {
  private readonly verified = new LRUCache<string, Principal>({ max: CACHE_SIZE });
  /** By hash, the verification under way, which concurrent requests with one token share. */
  private readonly verifying = new Map<string, Promise<Principal>>();

  /** The `forgettings` of the revoked tokens at which the cached tokens were found valid. */
  private forgettings = 0;

  constructor(
    private readonly issuer: TokenVerifier,
    private readonly revoked: RevokedTokens,
  ) {}

  /**
   * @throws DomainError UNAUTHENTICATED, also for a revoked token, or TOKEN_EXPIRED
   * @throws VerificationUnavailable when the issuer or the database is away
   */
  async verify(hashed: HashedToken): Promise<Principal> {
    const principal = this.findCached(hashed.hash) ?? (await this.verifyOnce(hashed));
    if (principal.expiresAt.getTime() <= Date.now()) {
      throw new DomainError('TOKEN_EXPIRED', 'Get a new token and try again.');
    }
    if (this.revoked.has(principal.tokenId)) {
      throw new DomainError('UNAUTHENTICATED', SESSION_ENDED);
    }
    return principal;
  }

  /** @returns the principal of a token that was verified before and is still valid */
  findVerified({ hash }: HashedToken): Principal | undefined {
    const principal = this.findCached(hash);
    if (!principal || principal.expiresAt.getTime() <= Date.now()) return undefined;
    return this.revoked.has(principal.tokenId) ? undefined : principal;
  }

  /** A token that was verified before revocations were forgotten may be one of theirs. */
  private findCached(hash: string): Principal | undefined {
    if (this.forgettings !== this.revoked.forgettings) {
      this.verified.clear();
      this.forgettings = this.revoked.forgettings;
    }
    return this.verified.get(hash);
  }

  private verifyOnce(hashed: HashedToken): Promise<Principal> {
    const { hash } = hashed;
    const running = this.verifying.get(hash);
    if (running) return running;
    const verification = this.verifyAndCache(hashed).finally(() => {
      this.verifying.delete(hash);
    });
    this.verifying.set(hash, verification);
    return verification;
  }

  private async verifyAndCache({ token, hash, shard }: HashedToken): Promise<Principal> {
    const { forgettings } = this.revoked;
    const principal = await this.issuer.verify(token, shard).catch((error: unknown) => {
      throw toVerificationError(error);
    });
    const isRevoked = await this.revoked.isRevoked(principal.tokenId).catch((error: unknown) => {
      throw toVerificationError(error);
    });
    if (isRevoked) throw new DomainError('UNAUTHENTICATED', SESSION_ENDED);
    const lifeMs = principal.expiresAt.getTime() - Date.now();
    const ttl = Math.min(Math.ceil(lifeMs), this.issuer.cacheMs);
    if (ttl > 0 && forgettings === this.revoked.forgettings)
      this.verified.set(hash, principal, { ttl });
    return principal;
  }
}
