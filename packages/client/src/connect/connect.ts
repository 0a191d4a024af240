import { StreamConnection } from '../stream/stream-connection.js';
import type { ConnectOptions, StreamHandle } from './connect-options.js';
import { StreamSession, type AnyListener } from './stream-session.js';
import type { KindOf, StreamChoice } from './stream-message.js';

/**
 * Opens a stream and keeps it open, reconnecting as often as needed, until the server ends or
 * refuses it, or the caller closes it. Each durable event is delivered once, in order.
 *
 * @example
 * ```ts
 * const stream = connect({ baseUrl: '', stream: 'rider', onSnapshot: ({ trip }) => show(trip) });
 * ```
 */
export function connect<const S extends StreamChoice>(
  options: ConnectOptions<S>,
): StreamHandle<KindOf<S>> {
  const stream = new StreamSession(
    options as AnyListener,
    (source) => new StreamConnection(source),
  );
  return stream as unknown as StreamHandle<KindOf<S>>;
}
