import type { ConnectOptions, StreamHandle } from '../connect/connect-options.js';
import { StreamSession, type AnyListener } from '../connect/stream-session.js';
import type { KindOf, StreamChoice } from '../connect/stream-message.js';
import { StreamConnection } from '../stream/stream-connection.js';
import { findTabApis } from './tab-apis.js';
import { TabSource } from './tab-source.js';

export type SharedConnectOptions<S extends StreamChoice> = ConnectOptions<S> & {
  /** Who is signed in, by id: only tabs of the same user share a connection. */
  user: string;
};

/**
 * As `connect`, with one connection for all tabs of this browser: one tab leads and tells
 * the others; when it closes or freezes, another one goes on. Where Web Locks or
 * BroadcastChannel are missing, this tab connects by itself.
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
