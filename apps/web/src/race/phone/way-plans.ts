import { eventStream } from '../wire/event-stream.js';
import { poll } from '../wire/poll.js';
import { webSocket } from '../wire/web-socket.js';
import type { Wire } from '../wire/wire.js';
import { HOLD_SECONDS, type Interval, type Way } from './way.js';

/** Three heartbeats of the server's default of five seconds, until the stream says its own. */
const STREAM_SILENCE_SECONDS = 15;

export interface WayPlan {
  wire: Wire;
  /** Seconds between two polls at first; undefined where the connection stays or is renewed at once. */
  interval?: Interval;
  /** A connection without a byte for so long is dead. */
  silenceSeconds: number;
}

export const WAY_PLANS: Readonly<Record<Way, WayPlan>> = {
  polling: { wire: poll(0), interval: 1, silenceSeconds: 10 },
  'slow-polling': { wire: poll(0), interval: 10, silenceSeconds: 10 },
  'long-polling': { wire: poll(HOLD_SECONDS), silenceSeconds: HOLD_SECONDS + 10 },
  sse: { wire: eventStream, silenceSeconds: STREAM_SILENCE_SECONDS },
  websocket: { wire: webSocket, silenceSeconds: STREAM_SILENCE_SECONDS },
};
