import { within } from './request-limit.js';
import { Stopwatch } from './stopwatch.js';

/** How requests are authenticated: by `token` or `getToken`, else by the browser's cookie. */
export interface CredentialOptions {
  /** The bearer token. */
  token?: string;
  /**
   * Returns a token. It is called before the first request, again after a token was refused or has
   * expired, and before a stream connects with a token that is older than a minute. A rejection counts
   * as a network error, so the request is retried, and so does a promise that is pending for 30 s.
   */
  getToken?: () => string | Promise<string>;
}

/** The longest wait for `getToken`; a promise of the caller that never settles must not end retries. */
const TOKEN_TIMEOUT_MS = 30_000;
/** The age at which a token is not taken for a new connection: it may have expired during sleep. */
const RENEW_AFTER_MS = 60_000;

/** The token of a user, renewed by `getToken` when the server refuses it. */
export class Credentials {
  #current: string | undefined;
  readonly #age = new Stopwatch();
  #pending: Promise<string> | undefined;

  constructor(private readonly options: CredentialOptions) {
    this.#current = options.token;
  }

  /** Whether a refused token can be replaced. */
  get canRenew(): boolean {
    return this.options.getToken !== undefined;
  }

  /** The present token; undefined when the cookie authenticates. */
  async token(): Promise<string | undefined> {
    const { getToken } = this.options;
    if (this.#current !== undefined || !getToken) return this.#current;
    // Concurrent requests wait for the same token.
    this.#pending ??= within(TOKEN_TIMEOUT_MS, getToken).finally(() => (this.#pending = undefined));
    this.#current = await this.#pending;
    this.#age.restart();
    return this.#current;
  }

  /** Drops a refused token, so that the next request gets a new one. */
  drop(token: string | undefined): void {
    if (this.canRenew && token === this.#current) this.#current = undefined;
  }

  /** Drops the present token, because the server reported that it has expired. */
  expire(): void {
    this.drop(this.#current);
  }

  /** Drops a token that is older than a minute. */
  expireIfOld(): void {
    if (this.#age.elapsedMs > RENEW_AFTER_MS) this.expire();
  }
}
