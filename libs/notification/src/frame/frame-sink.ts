import type { EncodedFrame } from './frame.js';

/** Where a connection writes its frames: the response of an event stream, or a WebSocket. */
export interface FrameSink {
  /** True when the client has left or was disconnected: frames that are sent are lost. */
  readonly isClosed: boolean;
  /** Number of bytes that wait in this process for the client. */
  readonly pendingBytes: number;
  /** Number of bytes that have left this process: it stands still while the client takes none. */
  readonly takenBytes: number;
  /** True when bytes of an earlier event-loop iteration wait: the client does not keep up. */
  readonly isBehind: boolean;
  /** True when the client has not answered a ping for so long; SSE has none, so it is never true. */
  isUnresponsive(limitMs: number): boolean;
  /** Writes the frame at the end of this event-loop iteration. */
  send(frame: EncodedFrame): void;
  /** Writes a heartbeat, in the form that keeps this kind of connection alive. */
  sendHeartbeat(): void;
  /** Hands the queued frames to the operating system now. */
  flush(): void;
  /**
   * Resolves when at most `maxBytes` wait for the client, or the client has left.
   *
   * @param limitMs how long the client may take no byte
   * @returns false when the client took none for longer
   */
  waitUntilBelow(maxBytes: number, limitMs: number): Promise<boolean>;
  /** Resolves when the client has the last frame or has left; disconnects it after `limitMs`. */
  waitUntilClosed(limitMs: number): Promise<void>;
  /**
   * Runs `action` when the client has left or has the last frame, or now if it has.
   *
   * @returns a function that cancels the action
   */
  onClose(action: () => void): () => void;
  /** Disconnects the client without a frame. */
  destroy(): void;
}
