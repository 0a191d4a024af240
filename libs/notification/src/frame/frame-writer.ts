import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Frame } from './frame.js';

/** How long a response that has ended may take to leave this process. */
const LAST_BYTES_LIMIT_MS = 5000;

/**
 * Writes frames to a response that Nest has opened. Nest's own stream wrapper would format
 * every frame for every connection anew, which costs about 40 % of the throughput; this
 * writes bytes made once. The same calls serve HTTP/1.1 and HTTP/2; the socket underneath
 * is never touched, which would corrupt HTTP/2.
 */
export class FrameWriter {
  constructor(private readonly response: ServerResponse) {}

  /** Until Nest has sent the headers, which it does one turn after it was given the stream. */
  async opened(): Promise<void> {
    while (!this.response.headersSent && !this.response.destroyed) await nextTurn();
  }

  write(frame: Frame): void {
    if (!this.response.destroyed) this.response.write(frame.bytes);
  }

  /** After the last frame: a reader that doesn't take it is cut off in the end. */
  endInTime(): void {
    const { response } = this;
    if (response.destroyed) return;
    const timer = setTimeout(() => response.destroy(), LAST_BYTES_LIMIT_MS).unref();
    response.once('close', () => {
      clearTimeout(timer);
    });
  }
}
