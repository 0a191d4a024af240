import { abortableDelay } from '../http/abortable-delay.js';
import { ApiProblem } from '../http/api-problem.js';

export interface AcknowledgerOptions {
  /** Sends one acknowledgement, for example `(cursor) => api.ack(cursor)`. */
  send: (cursor: string) => Promise<void>;
  /** Ends it for good. */
  signal?: AbortSignal;
  /** How long to collect before one is sent, in milliseconds. Default 0: at once. */
  delayMs?: number;
  /** A refusal that asking again doesn't change. */
  onProblem?: (error: unknown) => void;
}

/** Soon enough for an offer that must be acknowledged within seconds. */
const RETRY_MS = 500;

/**
 * Tells the server how far a stream was received: at most one acknowledgement is under way,
 * and of those that wait only the latest counts, because it says everything.
 */
export class Acknowledger {
  private latest: string | undefined;
  private sending = false;
  /** Ends the collecting. */
  private hurry: AbortController | undefined;

  constructor(private readonly options: AcknowledgerOptions) {}

  /**
   * Call it with the cursor of each event and snapshot, once it has been dealt with.
   * @param atOnce it can't wait until others have been collected
   */
  note(cursor: string, { atOnce = false } = {}): void {
    this.latest = cursor;
    if (!this.sending) void this.sendAll(atOnce);
    else if (atOnce) this.hurry?.abort();
  }

  private async sendAll(atOnce: boolean): Promise<void> {
    const { signal, delayMs = 0 } = this.options;
    this.sending = true;
    if (!atOnce && delayMs > 0) await this.collect(delayMs);
    while (this.latest !== undefined && !signal?.aborted) {
      const cursor = this.latest;
      this.latest = undefined;
      await this.sendOne(cursor);
    }
    this.sending = false;
  }

  private async collect(delayMs: number): Promise<void> {
    const hurry = new AbortController();
    const stop = (): void => {
      hurry.abort();
    };
    this.hurry = hurry;
    this.options.signal?.addEventListener('abort', stop, { once: true });
    await abortableDelay(delayMs, hurry.signal);
    this.options.signal?.removeEventListener('abort', stop);
    this.hurry = undefined;
  }

  private async sendOne(cursor: string): Promise<void> {
    const { send, signal, onProblem } = this.options;
    try {
      await send(cursor);
    } catch (error) {
      if (!isWeather(error)) {
        onProblem?.(error);
        return;
      }
      // Again, unless something newer has come meanwhile.
      this.latest ??= cursor;
      await abortableDelay(RETRY_MS, signal);
    }
  }
}

/** The server or the way there is in trouble; anything else is a matter of the request. */
const isWeather = (error: unknown): boolean => error instanceof ApiProblem && error.retryable;
