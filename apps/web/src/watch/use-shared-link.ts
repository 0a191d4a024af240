import { ApiProblem, TripstreamApi, abortableDelay } from '#client';
import { useEffect, useState } from 'react';

/** What the server says about a share link. */
export type SharedLink =
  | { state: 'asking' | 'unreachable' | 'revoked' | 'expired' | 'unknown' }
  | { state: 'valid'; tripId: string };

const RETRY_MS = 5000;

/** The API without a session: a viewer has none. */
export const viewerApi = new TripstreamApi({ baseUrl: location.origin });

/**
 * Looks up the trip of a link, again and again while the server can't be reached.
 *
 * @param endedBy why the stream of the link has closed; each new reason makes the page ask again
 */
export function useSharedLink(token: string, endedBy: string | undefined): SharedLink {
  const [link, setLink] = useState<SharedLink>({ state: 'asking' });
  useEffect(() => {
    const left = new AbortController();
    void lookUp(token, { signal: left.signal, onLink: setLink });
    return () => left.abort();
  }, [token, endedBy]);
  return link;
}

interface LookUp {
  signal: AbortSignal;
  onLink: (link: SharedLink) => void;
}

async function lookUp(token: string, { signal, onLink }: LookUp): Promise<void> {
  while (!signal.aborted) {
    const link = await viewerApi
      .sharedTrip(token)
      .then(({ trip }): SharedLink => ({ state: 'valid', tripId: trip.id }), linkOfProblem);
    if (isOver(signal)) return;
    onLink(link);
    if (link.state !== 'unreachable') return;
    await abortableDelay(RETRY_MS, signal);
  }
}

/** The compiler takes `aborted` for unchanged while a request runs. */
const isOver = ({ aborted }: AbortSignal): boolean => aborted;

function linkOfProblem(error: unknown): SharedLink {
  if (!(error instanceof ApiProblem)) return { state: 'unreachable' };
  if (error.code === 'SHARE_LINK_REVOKED') return { state: 'revoked' };
  if (error.code === 'SHARE_LINK_EXPIRED') return { state: 'expired' };
  return { state: error.status === 404 ? 'unknown' : 'unreachable' };
}
