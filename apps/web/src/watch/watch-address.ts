/** What a share link opens. */
export interface Watched {
  tripId: string;
  token: string;
}

/** Behind `#`, so that the token stays in the browser and comes into no log on the way. */
export const watchAddress = (origin: string, { tripId, token }: Watched): string =>
  `${origin}/rider#${new URLSearchParams({ trip: tripId, share: token }).toString()}`;

/** @param hash as `location.hash` has it; undefined is returned where it is no share link */
export function watchedIn(hash: string): Watched | undefined {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const [tripId, token] = [given.get('trip'), given.get('share')];
  return tripId && token ? { tripId, token } : undefined;
}
