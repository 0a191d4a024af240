import type { Role } from '#contracts';

/** The ways to read a stream, in the order of the menu. */
export const WAYS = ['stream', 'long-poll', 'poll', 'socket'] as const;
export type Way = (typeof WAYS)[number];

/** The streams of the server, in the order of the menu. */
export const STREAMS = ['city', 'trip', 'rider', 'driver'] as const;
export type WatchedStream = (typeof STREAMS)[number];

/** What the page shows. Its address names it, so that a link leads to the same view. */
export interface WatchedView {
  stream: WatchedStream;
  way: Way;
  /** The id of the trip. Empty for the other streams. */
  trip: string;
}

/** @param search as in `location.search`; what it does not name is the city's event stream */
export function parseView(search: string): WatchedView {
  const parameters = new URLSearchParams(search);
  return {
    stream: STREAMS.find((name) => name === parameters.get('stream')) ?? 'city',
    way: WAYS.find((name) => name === parameters.get('way')) ?? 'stream',
    trip: parameters.get('trip') ?? '',
  };
}

/** The query of the page's address. It holds no credentials: a visitor signs in alone. */
export function formatView({ stream, way, trip }: WatchedView): string {
  const parameters = new URLSearchParams({ stream, way });
  if (stream === 'trip') parameters.set('trip', trip);
  return `?${parameters}`;
}

/** Whose session the stream needs. Operators may read every trip. */
export const roleOf = ({ stream }: Pick<WatchedView, 'stream'>): Role =>
  stream === 'rider' || stream === 'driver' ? stream : 'ops';

/** The address of the stream on the server. */
export function pathOf({ stream, trip }: Pick<WatchedView, 'stream' | 'trip'>): string {
  switch (stream) {
    case 'city':
      return '/v1/ops/stream';
    case 'trip':
      return `/v1/trips/${encodeURIComponent(trip)}/stream`;
    case 'rider':
      return '/v1/riders/me/stream';
    case 'driver':
      return '/v1/drivers/me/stream';
  }
}

/** Whether the address asks for a view, which then opens by itself. */
export const namesView = (search: string): boolean => new URLSearchParams(search).has('stream');
