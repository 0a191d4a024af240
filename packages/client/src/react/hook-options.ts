import type { ConnectSettings } from '../connect/connect-options.js';
import type {
  EventMetadata,
  KindOf,
  StreamChoice,
  StreamEvent,
} from '../connect/stream-message.js';

/** The options of all hooks. None of them has to be the same object or function in each render. */
export interface HookOptions<S extends StreamChoice = StreamChoice> extends Pick<
  ConnectSettings<S>,
  'baseUrl' | 'acks' | 'transport' | 'staleAfterMs' | 'WebSocket'
> {
  /**
   * The id of the signed-in user. Components with the same user share a connection, and another
   * user gets another one. Pass it with `getToken` and with a cookie, which don't name the user.
   */
  user?: string;
  /** The bearer token. Another token opens another connection; `getToken` renews it in place. */
  token?: string;
  /**
   * Returns a token. It is called before the first request, and again after a token was refused or
   * has expired. Another function opens no other connection: the latest one is called.
   */
  getToken?: () => string | Promise<string>;
  /** One connection for all tabs of the browser, as with `connectShared`. It needs `user`. */
  shareTabs?: boolean;
  /** Replaces the global `fetch`. */
  fetch?: typeof fetch;
  /** Each durable event while the component is mounted, for a sound or a message. */
  onEvent?: (event: StreamEvent<KindOf<S>>, metadata: EventMetadata) => void;
}

/** The options of `useTripStream`: those of `connect` that a component can have. */
export interface TripStreamOptions<S extends StreamChoice> extends HookOptions<S> {
  /** The stream, as for `connect`. An equal choice in the next render is the same stream. */
  stream: S;
}

/**
 * Identifies a shared stream. A `getToken` is no part of it, because most components pass a new
 * function in each render.
 */
export function keyOf(options: TripStreamOptions<StreamChoice>): string {
  const { baseUrl, stream, user, token, shareTabs = false } = options;
  const choice = typeof stream === 'string' ? stream : [stream.trip, stream.share];
  return JSON.stringify([baseUrl.replace(/\/+$/, ''), choice, user, token, shareTabs]);
}
