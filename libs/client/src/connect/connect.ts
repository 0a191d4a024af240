import { StreamConnection } from '../stream/stream-connection.js';
import type { ConnectOptions, StreamHandle } from './connect-options.js';
import { StreamSession, type AnyListener } from './stream-session.js';
import type { KindOf, StreamChoice } from './stream-message.js';

/**
 * Opens a stream and keeps it open, over as many connections as it takes, until the server
 * ends it, refuses it, or `close()`. Each durable event is handed over once, in order.
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
