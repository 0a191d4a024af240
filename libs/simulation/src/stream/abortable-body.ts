import type { ReadableStreamDefaultController as Controller } from 'node:stream/web';
import { abortableDelay } from '#client';

export interface AbortableBodyOptions {
  /** Real milliseconds for which the response must not be read. */
  stallLeftMs: () => number;
  /** Called when the response has ended, failed or was cancelled. */
  onEnd: () => void;
}

/** Interval of empty chunks during a stall, which keep the watchdog of the client from firing. */
const EMPTY_CHUNK_INTERVAL_MS = 1_000;
const EMPTY_CHUNK = new Uint8Array();

/**
 * The body of a response, which can be stalled and aborted. A stall stops reading the socket, so
 * that the buffers of the system fill and the server meets backpressure.
 */
export class AbortableBody {
  private readonly reader;
  private controller: Controller<Uint8Array> | undefined;
  /** A read that was pending when a stall began; its chunk is passed on after the stall. */
  private pending: ReturnType<typeof this.reader.read> | undefined;

  constructor(
    body: ReadableStream<Uint8Array>,
    private readonly options: AbortableBodyOptions,
  ) {
    this.reader = body.getReader();
  }

  start(controller: Controller<Uint8Array>): void {
    this.controller = controller;
  }

  async pull(controller: Controller<Uint8Array>): Promise<void> {
    const { stallLeftMs, onEnd } = this.options;
    if (stallLeftMs() === 0) this.pending ??= this.reader.read();
    try {
      const chunk = await this.pending;
      if (!chunk || stallLeftMs() > 0) {
        await abortableDelay(Math.min(EMPTY_CHUNK_INTERVAL_MS, stallLeftMs()));
        controller.enqueue(EMPTY_CHUNK);
        return;
      }
      this.pending = undefined;
      if (!chunk.done) controller.enqueue(chunk.value);
      else this.end(controller);
    } catch (error) {
      onEnd();
      throw error;
    }
  }

  async cancel(reason: unknown): Promise<void> {
    this.options.onEnd();
    await this.reader.cancel(reason);
  }

  abort(): void {
    this.options.onEnd();
    this.controller?.error(new Error('cut'));
    // Cancelling destroys the socket, because its response was not read to the end.
    void this.reader.cancel().catch(() => undefined);
  }

  private end(controller: Controller<Uint8Array>): void {
    this.options.onEnd();
    controller.close();
  }
}
