import { abortableDelay } from '../http/abortable-delay.js';
import { ApiProblem } from '../http/api-problem.js';
import { BackOff } from '../http/back-off.js';
import { onAbort } from '../http/on-abort.js';

export interface AcknowledgerOptions {
  /** Sends one acknowledgement, for example `(cursor) => api.ack(cursor)`. */
  send: (cursor: string) => Promise<void>;
  /** Ends all sending when it aborts. */
  signal?: AbortSignal;
  /** The time over which acknowledgements are collected, in milliseconds. Default 0: none. */
  delayMs?: number;
  /** Called with a refusal that a retry would not change. */
  onProblem?: (error: unknown) => void;
}

/** The first delay is short, because an offer must be acknowledged within seconds. */
const RETRY = { baseMs: 500, maxMs: 10_000 };

/**
 * Acknowledges to the server how far a stream was received. At most one acknowledgement is under
 * way, and of the waiting ones only the latest is sent, because it includes all before it.
 *
 * @example
 * ```ts
 * const acks = new Acknowledger({ send: (cursor) => api.ack(cursor), delayMs: 1000 });
 * acks.note(cursor);
 * ```
 */
export class Acknowledger {
  #latest: string | undefined;
  #sending = false;
  readonly #backOff = new BackOff(RETRY);
  /** Ends the present collection early. */
  #hurry: AbortController | undefined;

  constructor(private readonly options: AcknowledgerOptions) {}

  /**
   * Notes the cursor of an event or snapshot that was processed.
   *
   * @param atOnce sends it without collecting others first
   */
  note(cursor: string, { atOnce = false } = {}): void {
    this.#latest = cursor;
    if (!this.#sending) void this.#sendAll(atOnce);
    else if (atOnce) this.#hurry?.abort();
  }

  async #sendAll(atOnce: boolean): Promise<void> {
    const { signal, delayMs = 0 } = this.options;
    this.#sending = true;
    if (!atOnce && delayMs > 0) await this.#collect(delayMs);
    while (this.#latest !== undefined && !signal?.aborted) {
      const cursor = this.#latest;
      this.#latest = undefined;
      await this.#sendOne(cursor);
    }
    this.#sending = false;
  }

  async #collect(delayMs: number): Promise<void> {
    const hurry = new AbortController();
    this.#hurry = hurry;
    const release = onAbort(this.options.signal, () => {
      hurry.abort();
    });
    await abortableDelay(delayMs, hurry.signal);
    release();
    this.#hurry = undefined;
  }

  async #sendOne(cursor: string): Promise<void> {
    const { send, signal, onProblem } = this.options;
    try {
      await send(cursor);
      this.#backOff.reset();
    } catch (error) {
      if (!isRetryable(error)) {
        onProblem?.(error);
        return;
      }
      // The cursor is sent again, unless a newer one was noted meanwhile.
      this.#latest ??= cursor;
      const retryAfterMs = (error.retryAfterSeconds ?? 0) * 1000;
      await abortableDelay(Math.max(retryAfterMs, this.#backOff.next()), signal);
    }
  }
}

/** Whether the error is that of the server or the network, not of the request. */
const isRetryable = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && error.retryable;
