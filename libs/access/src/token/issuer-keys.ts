import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '#platform';

/** Keys are fetched again after this time, so that a withdrawn key counts no longer. */
export const KEYS_VALID_MS = 600_000;
/** The issuer is asked at most once in this time, whatever ids of keys the tokens name. */
const COOL_DOWN_MS = 3_000;
/** A failed request is repeated sooner. */
const FAILED_COOL_DOWN_MS = 250;
const FETCH_TIMEOUT_MS = 5_000;
/** Tokens that may wait for the next request to the issuer. Further ones get a 503. */
const MAX_WAITING = 1_000;
/** The ids of keys that the issuer did not have, which are refused at once for the cool-down. */
const MAX_UNKNOWN_KEYS = 1_000;

type Header = Parameters<JWTVerifyGetKey>[0];
type Token = Parameters<JWTVerifyGetKey>[1];

/**
 * The public keys of an external issuer (JWK Set, RFC 7517). A token with an unknown key makes the
 * server ask the issuer again. Within the cool-down it waits for the next request, which all such
 * tokens share: so a rotated key is accepted without a gap, and made-up keys cost the issuer one
 * request in three seconds. The clock is monotonic: jose's own cache follows the time of day.
 */
export class IssuerKeys {
  private keySet: ReturnType<typeof createLocalJWKSet> | undefined;
  private validUntil = -Infinity;
  private mayFetchAt = -Infinity;
  private fetching: Promise<void> | undefined;
  private waiting = 0;
  private readonly unknown = new LRUCache<string, true>({
    max: MAX_UNKNOWN_KEYS,
    ttl: COOL_DOWN_MS,
  });

  constructor(private readonly url: URL) {}

  /**
   * @throws errors.JOSEError when the issuer has no such key
   * @throws DomainError NOT_READY while the keys can't be fetched
   */
  find: JWTVerifyGetKey = async (header, token) => {
    if (performance.now() >= this.validUntil) await this.refresh();
    try {
      return await this.select(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const id = `${String(header.alg)} ${String(header.kid)}`;
      if (this.unknown.has(id)) throw error;
      await this.refresh();
      this.unknown.set(id, true);
      const key = await this.select(header, token);
      this.unknown.delete(id);
      return key;
    }
  };

  private select(header: Header, token: Token) {
    if (!this.keySet) throw unreachable();
    return this.keySet(header, token);
  }

  /** Fetches the keys, when the cool-down is over. All callers share the request. */
  private async refresh(): Promise<void> {
    if (this.waiting >= MAX_WAITING) throw unreachable();
    this.waiting += 1;
    try {
      this.fetching ??= this.fetchLater().finally(() => {
        this.fetching = undefined;
      });
      await this.fetching;
    } finally {
      this.waiting -= 1;
    }
  }

  private async fetchLater(): Promise<void> {
    const waitMs = this.mayFetchAt - performance.now();
    if (waitMs > 0) await delay(waitMs);
    this.mayFetchAt = performance.now() + FAILED_COOL_DOWN_MS;
    try {
      this.keySet = createLocalJWKSet(await this.fetchKeys());
      this.validUntil = performance.now() + KEYS_VALID_MS;
      this.mayFetchAt = performance.now() + COOL_DOWN_MS;
    } catch {
      // A failure of the network, of the issuer or of its document: a retry may help.
      this.mayFetchAt = performance.now() + FAILED_COOL_DOWN_MS;
      throw unreachable();
    }
  }

  private async fetchKeys(): Promise<Parameters<typeof createLocalJWKSet>[0]> {
    const response = await fetch(this.url, {
      headers: { accept: 'application/json, application/jwk-set+json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    if (response.status === 200) return (await response.json()) as never;
    await response.body?.cancel();
    throw new Error(`The issuer answered ${response.status}.`);
  }
}

const unreachable = (): DomainError =>
  new DomainError('NOT_READY', "The issuer's keys can't be fetched at the moment; retry.");
