/** `auto`: the event stream, and long polling where that is held back or can't be read. */
export type Transport = 'auto' | 'stream' | 'polling';

/** So often in a row a stream stays silent between polls that work, and is given up. */
const SILENCES_BEFORE_POLLING = 2;
/** Networks change: after so long the stream gets another chance. */
const RETRY_STREAM_AFTER_MS = 600_000;

/**
 * Decides between the event stream and long polling. Only one thing speaks against the
 * stream: not even a heartbeat came for as long as is allowed, and yet a poll right after
 * it was answered, twice in a row. A refusal, a drain, a quick close, a network that is
 * away: none of them does, for then the poll fails too or the stream wasn't silent.
 */
export class TransportSelector {
  private silences = 0;
  private retryStreamAt = Infinity;
  private isPolling: boolean;

  constructor(private readonly transport: Transport) {
    this.isPolling = transport === 'polling';
  }

  get current(): 'stream' | 'polling' {
    return this.isPolling ? 'polling' : 'stream';
  }

  /** A poll is worth it, to find out or to have the news at least. */
  get mayFallBack(): boolean {
    return this.transport === 'auto';
  }

  get isRetryDue(): boolean {
    return performance.now() >= this.retryStreamAt;
  }

  /** The stream was silent, and this is how the poll after it went. */
  recordPoll(pollWorked: boolean): void {
    this.silences = pollWorked ? this.silences + 1 : 0;
    if (this.silences < SILENCES_BEFORE_POLLING) return;
    this.isPolling = true;
    this.retryStreamAt = performance.now() + RETRY_STREAM_AFTER_MS;
  }

  /** The stream isn't held back, whatever else happened to it. */
  markHealthy(): void {
    this.silences = 0;
  }

  /** One silence more, and it is polling again. */
  retryStream(): void {
    this.isPolling = false;
    this.retryStreamAt = Infinity;
    this.silences = SILENCES_BEFORE_POLLING - 1;
  }

  /** Streams can't be read here at all. */
  abandonStream(): void {
    this.isPolling = this.transport === 'auto';
  }
}
