import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { getRoute, isByForeignPage, type AccessRequest } from '../request.js';
import { hashTokenOf, type HashedToken } from '../token/hashed-token.js';
import { SessionVerifier } from '../token/session-verifier.js';
import { networkOf } from './network-of.js';
import { findToken, type RequestToken } from './request-token.js';

/** The most addresses whose refused tokens are counted. */
const MAX_ADDRESSES = 5_000;
/** After so many refused tokens a second, unknown tokens of an address are not verified. */
const MAX_REFUSED = 100;
const WINDOW_MS = 1_000;

type Call = Pick<
  AccessRequest,
  'method' | 'routeOptions' | 'ip' | 'headers' | 'cookies' | 'hashedToken'
> & { query?: unknown };

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

  /**
   * Names the user of a token that was verified before. It answers at once, because a promise would
   * cost every request.
   *
   * @returns undefined for every other request, which `identify` names
   */
  findKnown(call: Call): string | undefined {
    const token = findCountedToken(call);
    if (!token) return undefined;
    const known = this.sessions.findVerified(hashTokenOf(call, token.token));
    return known && nameUser(call, token, known.userId);
  }

  /** @returns a key that starts with `user` or `address`; it never throws */
  async identify(call: Call): Promise<string> {
    const known = this.findKnown(call);
    if (known !== undefined) return known;
    const address = `address ${networkOf(call.ip)}`;
    const token = findCountedToken(call);
    if (!token) return address;
    if ((this.refused.get(address)?.count ?? 0) >= MAX_REFUSED) return address;
    const userId = await this.verify(hashTokenOf(call, token.token), address);
    return userId === undefined ? address : nameUser(call, token, userId);
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

/** @returns undefined for a request that counts for its address */
function findCountedToken(call: Call): RequestToken | undefined {
  // A user could sign in as ever more users otherwise, each with a limit of its own.
  if (call.method === 'POST' && getRoute(call) === '/v1/sessions') return undefined;
  const found = findToken(call);
  return found === 'malformed' ? undefined : found;
}

/** Another page's requests have the cookie too, and must not use up the limit of the own pages. */
const nameUser = (call: Call, { isCookie }: RequestToken, userId: string): string =>
  isCookie && isByForeignPage(call) ? `user from other sites ${userId}` : `user ${userId}`;
