export interface CredentialOptions {
  /** Bearer token; with neither of the two, the browser's cookie is sent. */
  token?: string;
  /**
   * Asked for a token before the first request, and anew once the last one was refused or
   * has ended; kept in between. A rejection counts as trouble on the way, not as an end.
   */
  getToken?: () => string | Promise<string>;
}

/** Who we are, for as long as the server agrees. */
export class Credentials {
  private current: string | undefined;
  private asked: Promise<string> | undefined;

  constructor(private readonly options: CredentialOptions) {
    this.current = options.token;
  }

  /** Whether a refusal may be the fault of a token that can be replaced. */
  get canRenew(): boolean {
    return this.options.getToken !== undefined;
  }

  /** Undefined: by cookie. */
  async token(): Promise<string | undefined> {
    const { getToken } = this.options;
    if (this.current !== undefined || !getToken) return this.current;
    // Whoever asks meanwhile waits for the same answer.
    this.asked ??= Promise.resolve()
      .then(getToken)
      .finally(() => (this.asked = undefined));
    this.current = await this.asked;
    return this.current;
  }

  /** This token is of no use any more; the next request asks for another one, if it can. */
  drop(token: string | undefined): void {
    if (this.canRenew && token === this.current) this.current = undefined;
  }

  /** The server says that the present one has ended. */
  expire(): void {
    this.drop(this.current);
  }
}
