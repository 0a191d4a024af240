/** How requests are authenticated: by `token` or `getToken`, else by the browser's cookie. */
export interface CredentialOptions {
  /** The bearer token. */
  token?: string;
  /**
   * Returns a token. It is called before the first request, and again after a token was refused or
   * has expired. A rejection counts as a network error, so the request is retried.
   */
  getToken?: () => string | Promise<string>;
}

/** The token of a user, renewed by `getToken` when the server refuses it. */
export class Credentials {
  private current: string | undefined;
  private pending: Promise<string> | undefined;

  constructor(private readonly options: CredentialOptions) {
    this.current = options.token;
  }

  /** Whether a refused token can be replaced. */
  get canRenew(): boolean {
    return this.options.getToken !== undefined;
  }

  /** The present token; undefined when the cookie authenticates. */
  async token(): Promise<string | undefined> {
    const { getToken } = this.options;
    if (this.current !== undefined || !getToken) return this.current;
    // Concurrent requests wait for the same token.
    this.pending ??= Promise.resolve()
      .then(getToken)
      .finally(() => (this.pending = undefined));
    this.current = await this.pending;
    return this.current;
  }

  /** Drops a refused token, so that the next request gets a new one. */
  drop(token: string | undefined): void {
    if (this.canRenew && token === this.current) this.current = undefined;
  }

  /** Drops the present token, because the server reported that it has expired. */
  expire(): void {
    this.drop(this.current);
  }
}
