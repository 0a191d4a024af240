/** What a share link says: its token, and in older links also the trip. */
export interface Watched {
  token: string;
  tripId?: string;
}

/** The page of a share link, for people. */
export const watchAddress = (origin: string, token: string): string => `${origin}/s/${token}`;

/** @param path as in `location.pathname`: `/s/<token>` */
export function parseWatchPath(path: string): Watched | undefined {
  const token = /^\/s\/([\w-]+)\/?$/.exec(path)?.[1];
  return token === undefined ? undefined : { token };
}

/**
 * Reads the links of releases before `/s/<token>`, which stay valid.
 *
 * @param hash as in `location.hash`
 * @returns undefined when the address is no share link
 */
export function parseWatchHash(hash: string): Watched | undefined {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const [tripId, token] = [parameters.get('trip'), parameters.get('share')];
  return tripId && token ? { tripId, token } : undefined;
}
