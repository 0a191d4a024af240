import type { ReadableStreamDefaultController as Controller } from 'node:stream/web';
import { abortableDelay } from '#client';

export interface AbortableBodyOptions {
  /** Real milliseconds that nothing may be read. */
  stallLeftMs: () => number;
  /** No more comes, for whatever reason. */
  onEnd: () => void;
}

/** A client that stands still has a watchdog that stands still: it is calmed this often. */
const EMPTY_CHUNK_INTERVAL_MS = 1_000;
const EMPTY_CHUNK = new Uint8Array();

/**
 * A response that is read only while its client reads: in a stall its socket isn't read
 * either, and once the system's buffers are full the server feels it.
 */
export class AbortableBody {
  private readonly reader;
  private controller: Controller<Uint8Array> | undefined;
  /** What was asked for when a stall began; handed over when it has ended. */
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
    // Frees the socket: one whose response wasn't read to its end can't be kept.
    void this.reader.cancel().catch(() => undefined);
  }

  private end(controller: Controller<Uint8Array>): void {
    this.options.onEnd();
    controller.close();
  }
}
