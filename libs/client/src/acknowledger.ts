import { abortableDelay } from './abortable-delay.js';
import { ApiProblem } from './api-problem.js';

export interface AcknowledgerOptions {
  /** Sends one acknowledgement, for example `(cursor) => api.ack(cursor)`. */
  send: (cursor: string) => Promise<void>;
  /** Ends it for good. */
  signal?: AbortSignal;
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

  constructor(private readonly options: AcknowledgerOptions) {}

  /** Call it with the cursor of each event and snapshot, once it has been dealt with. */
  note(cursor: string): void {
    this.latest = cursor;
    if (!this.sending) void this.sendAll();
  }

  private async sendAll(): Promise<void> {
    const { signal } = this.options;
    this.sending = true;
    while (this.latest !== undefined && !signal?.aborted) {
      const cursor = this.latest;
      this.latest = undefined;
      await this.sendOne(cursor);
    }
    this.sending = false;
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
