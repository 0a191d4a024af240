import type { StreamTarget } from '../http/stream-target.js';
import type { Trigger } from './trigger.js';

/** What the kit checks, and how long it waits. */
export interface KitOptions {
  /** The stream that is checked: behind the proxy, if there is one. */
  readonly target: StreamTarget;
  /** The same stream without the proxy. Undefined without `--through`. */
  readonly direct: StreamTarget | undefined;
  /** Makes one event happen. Undefined when the stream has to be busy by itself. */
  readonly trigger: Trigger | undefined;
  /** The origin of a page that may read the stream. Undefined leaves the checks of CORS out. */
  readonly origin: string | undefined;
  /** A stream that has ended for good. Undefined leaves that check out. */
  readonly ended: URL | undefined;
  /** The bound of each wait for an answer or an event, in milliseconds. */
  readonly timeoutMs: number;
  /** How long a stream may be silent, in milliseconds. */
  readonly quietMs: number;
  /** How late headers and events may come, in milliseconds. */
  readonly delayMs: number;
  /** How many clients reconnect at once. 0 leaves those checks out. */
  readonly storm: number;
}
