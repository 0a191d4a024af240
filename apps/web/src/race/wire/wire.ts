import type { Opening, SeenEvent, SeenSnapshot } from '../ledger/phone-ledger.js';

/** Bytes of one connection. A page sees bodies and messages; the heads around them are estimated. */
export interface WireBytes {
  /** Bytes of bodies and messages, in both directions, counted as they come and go. */
  data?: number;
  /** Bytes of request heads, response heads and frame heads, in both directions. */
  heads?: number;
}

/** What the server says when it opens a stream, and when the browser asked and heard it. */
export interface WireOpening extends Opening {
  /** Missing in the answer to a poll. */
  clock?: { sentAt: number; receivedAt: number; serverTime: number };
  /** Missing in the answer to a poll. */
  heartbeatSeconds?: number;
}

/** What a phone does with what comes over its connection. */
export interface WireListener {
  /** A request is sent: one of HTTP, or the handshake of a WebSocket. */
  onRequest(): void;
  onBytes(bytes: WireBytes): void;
  onOpening(opening: WireOpening): void;
  onSnapshot(snapshot: SeenSnapshot): void;
  onEvent(event: SeenEvent): void;
  /** A position of the car, which is no event and is never repeated. */
  onLocation(): void;
}

export interface WireCall {
  /** The address of the stream, absolute. */
  url: string;
  token: string;
  /** The cursor to present; undefined to begin with a snapshot. */
  cursor: string | undefined;
  /** Ends the connection. */
  signal: AbortSignal;
  listener: WireListener;
}

/**
 * One way to read a stream: reads one connection to its end.
 *
 * @returns how long to wait before the next one, if the server said so, in milliseconds
 * @throws {WireRefusal} when the server refuses the phone for good
 */
export type Wire = (call: WireCall) => Promise<number | undefined>;

/** The server refuses the stream, so the phone does not come back. */
export class WireRefusal extends Error {}

/** Milliseconds since 1970 by the browser's clock, with fractions, which does not go back. */
export const browserTime = (): number => performance.timeOrigin + performance.now();
