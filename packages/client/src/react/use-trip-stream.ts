import { useDebugValue, useMemo } from 'react';
import type { KindOf, StreamChoice } from '../connect/stream-message.js';
import type { TripStreamOptions } from './hook-options.js';
import type { ConnectionView, StateOf } from './stream-view.js';
import { useStreamView, type StreamControls } from './use-stream-view.js';

/** The state of a stream, how current it is, and its controls. */
export type TripStream<S extends StreamChoice> = StateOf<KindOf<S>> &
  ConnectionView &
  StreamControls;

/**
 * Reads a stream as long as the component is mounted, and renders it when the state changes. All
 * components with an equal stream and user share one connection. With `null` it reads nothing.
 *
 * @example
 * ```tsx
 * const { trip, driverLocation, status } = useTripStream({
 *   baseUrl,
 *   stream: { trip: tripId, share: shareToken },
 * });
 * ```
 */
export function useTripStream<const S extends StreamChoice>(
  options: TripStreamOptions<S> | null,
): TripStream<S> {
  // The reducer of the stream's kind has made the state, which TypeScript can't see.
  const access = useStreamView(options);
  const { view, connection, readAgeSeconds, wake, reopen } = access;
  useDebugValue(connection.status);
  return useMemo(
    () =>
      ({ ...view.state, ...connection, readAgeSeconds, wake, reopen }) as unknown as TripStream<S>,
    [view.state, connection, readAgeSeconds, wake, reopen],
  );
}
