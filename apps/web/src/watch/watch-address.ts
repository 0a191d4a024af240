/** The trip that a share link opens, and its token. */
export interface Watched {
  tripId: string;
  token: string;
}

/** The token is in the fragment (after `#`), so browsers do not send it and no log contains it. */
export const watchAddress = (origin: string, { tripId, token }: Watched): string =>
  `${origin}/rider#${new URLSearchParams({ trip: tripId, share: token }).toString()}`;

/**
 * @param hash as in `location.hash`
 * @returns undefined when the address is no share link
 */
export function parseWatchHash(hash: string): Watched | undefined {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const [tripId, token] = [parameters.get('trip'), parameters.get('share')];
  return tripId && token ? { tripId, token } : undefined;
}
