import { DomainError } from '#platform';
import type { Principal } from '../principal.js';
import { readTokenClaims } from './token-claims.js';
import { TokenVerifier } from './token-verifier.js';

/**
 * Refuses the tokens of other shards, whose people have their trips in another database. A token
 * that names no shard is left to the verifier.
 */
export class OwnShardVerifier extends TokenVerifier {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly shard: string,
  ) {
    super();
  }

  get cacheMs(): number {
    return this.verifier.cacheMs;
  }

  async verify(token: string): Promise<Principal> {
    const { shard } = readTokenClaims(token);
    if (shard !== undefined && shard !== this.shard) throw wrongShard(shard);
    return this.verifier.verify(token);
  }
}

/** @param shard the shard of the token, which the client has to ask */
export const wrongShard = (shard: string): DomainError =>
  new DomainError('WRONG_SHARD', `The token is of the shard ${shard}. Send the request there.`, {
    shard,
  });
