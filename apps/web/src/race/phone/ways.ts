import { eventStream } from '../wire/event-stream.js';
import { poll } from '../wire/poll.js';
import { webSocket } from '../wire/web-socket.js';
import type { Wire } from '../wire/wire.js';

/** The ways to read a stream, in the order of the phones. */
export const WAYS = ['polling', 'slow-polling', 'long-polling', 'sse', 'websocket'] as const;

export type Way = (typeof WAYS)[number];

/** Seconds between two polls that a visitor may choose. */
export const INTERVALS = [1, 5, 10] as const;

export type Interval = (typeof INTERVALS)[number];

/** How long the server may hold a long poll: the most that it allows. */
export const HOLD_SECONDS = 30;

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
