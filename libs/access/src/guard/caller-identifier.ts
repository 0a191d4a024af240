import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { getRoute, isByForeignPage, type AccessRequest } from '../request.js';
import { hashToken, type HashedToken } from '../token/hashed-token.js';
import { SessionVerifier } from '../token/session-verifier.js';
import { networkOf } from './network-of.js';
import { findToken } from './request-token.js';

/** The most addresses whose refused tokens are counted. */
const MAX_ADDRESSES = 5_000;
/** After so many refused tokens a second, unknown tokens of an address are not verified. */
const MAX_REFUSED = 100;
const WINDOW_MS = 1_000;

type Call = Pick<
  AccessRequest,
  'method' | 'routeOptions' | 'ip' | 'headers' | 'cookies' | 'hashedToken'
>;

/**
 * Names the party by which requests are counted: the verified user, or else the address. The
 * spelling of a header makes no difference, and a made-up token counts for its address.
 */
@Injectable()
export class CallerIdentifier {
  /** By address, the tokens refused in this second. The clock of the cache is monotonic. */
  private readonly refused = new LRUCache<string, { count: number }>({
    max: MAX_ADDRESSES,
    ttl: WINDOW_MS,
  });

  constructor(private readonly sessions: SessionVerifier) {}

  /** @returns a key that starts with `user` or `address`; it never throws */
  async identify(call: Call): Promise<string> {
    const address = `address ${networkOf(call.ip)}`;
    // A user could sign in as ever more users otherwise, each with a limit of its own.
    if (call.method === 'POST' && getRoute(call) === '/v1/sessions') return address;
    const found = findToken(call);
    if (found === undefined || found === 'malformed') return address;
    // Another page's requests have the cookie too, and must not use up the limit of the own pages.
    const isForeign = found.isCookie && isByForeignPage(call);
    const kind = isForeign ? 'user from other sites' : 'user';
    const hashed = hashToken(found.token);
    call.hashedToken = hashed;
    const known = this.sessions.findVerified(hashed);
    if (known) return `${kind} ${known.userId}`;
    if ((this.refused.get(address)?.count ?? 0) >= MAX_REFUSED) return address;
    const userId = await this.verify(hashed, address);
    return userId === undefined ? address : `${kind} ${userId}`;
  }

  /** @returns undefined for a token that is refused or can't be verified now */
  private async verify(token: HashedToken, address: string): Promise<string | undefined> {
    try {
      return (await this.sessions.verify(token)).userId;
    } catch {
      const refused = this.refused.get(address);
      if (refused) refused.count += 1;
      else this.refused.set(address, { count: 1 });
      return undefined;
    }
  }
}
