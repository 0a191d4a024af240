import type { ConnectOptions, StreamHandle } from '../connect/connect-options.js';
import { StreamSession, type AnyListener } from '../connect/stream-session.js';
import type { KindOf, StreamChoice } from '../connect/stream-message.js';
import { StreamConnection } from '../stream/stream-connection.js';
import { findTabApis } from './tab-apis.js';
import { TabSource } from './tab-source.js';

export type SharedConnectOptions<S extends StreamChoice> = ConnectOptions<S> & {
  /** The id of the signed-in user. Only tabs of the same user share a connection. */
  user: string;
};

/**
 * Like `connect`, with one connection for all tabs of this browser. One tab leads and forwards the
 * messages to the others. When it closes or freezes, another tab takes over. Without Web Locks or
 * BroadcastChannel, each tab has its own connection.
 *
 * @example
 * ```ts
 * const stream = connectShared({ baseUrl: '', stream: 'rider', user: session.user.id, onEvent });
 * ```
 */
export function connectShared<const S extends StreamChoice>(
  options: SharedConnectOptions<S>,
): StreamHandle<KindOf<S>> {
  const apis = findTabApis();
  const stream = new StreamSession(options as AnyListener, (source) => {
    const name = `tripstream ${options.user} ${source.baseUrl}${source.path}`;
    return apis ? new TabSource(source, name, apis) : new StreamConnection(source);
  });
  return stream as unknown as StreamHandle<KindOf<S>>;
}
