/** An address that the kit may open, with what it sends along. */
export interface StreamTarget {
  readonly url: URL;
  /** Headers of each request, with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a certificate that no authority has signed is accepted. */
  readonly insecure: boolean;
}

/** The same target with further headers; a header that is undefined is left out. */
export function withHeaders(
  target: StreamTarget,
  headers: Readonly<Record<string, string | undefined>>,
): StreamTarget {
  const merged = Object.entries({ ...target.headers, ...headers });
  const kept = merged.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...target, headers: Object.fromEntries(kept) };
}

/** The same target without what identifies the client: neither a token nor a cookie. */
export const withoutCredentials = (target: StreamTarget): StreamTarget =>
  withHeaders(target, { authorization: undefined, cookie: undefined });
