/** `auto`: the event stream, and long polling where that is held back or can't be read. */
export type Transport = 'auto' | 'stream' | 'polling';

/** So often in a row a stream stays silent between polls that work, and is given up. */
const TIMES = 2;
/** Networks change: after so long the stream gets another chance. */
const CHANCE_EVERY_MS = 600_000;

/**
 * Decides between the event stream and long polling. Only one thing speaks against the
 * stream: not even a heartbeat came for as long as is allowed, and yet a poll right after
 * it was answered, twice in a row. A refusal, a drain, a quick close, a network that is
 * away: none of them does, for then the poll fails too or the stream wasn't silent.
 */
export class TransportSelector {
  private held = 0;
  private nextChanceAt = Infinity;
  private polls: boolean;

  constructor(private readonly transport: Transport) {
    this.polls = transport === 'polling';
  }

  get current(): 'stream' | 'polling' {
    return this.polls ? 'polling' : 'stream';
  }

  /** A poll is worth it, to find out or to have the news at least. */
  get suspects(): boolean {
    return this.transport === 'auto';
  }

  get isChanceDue(): boolean {
    return performance.now() >= this.nextChanceAt;
  }

  /** The stream was silent, and this is how the poll after it went. */
  judge(pollWorked: boolean): void {
    this.held = pollWorked ? this.held + 1 : 0;
    if (this.held < TIMES) return;
    this.polls = true;
    this.nextChanceAt = performance.now() + CHANCE_EVERY_MS;
  }

  /** The stream isn't held back, whatever else happened to it. */
  markHealthy(): void {
    this.held = 0;
  }

  /** One silence more, and it is polling again. */
  retryStream(): void {
    this.polls = false;
    this.nextChanceAt = Infinity;
    this.held = TIMES - 1;
  }

  /** Streams can't be read here at all. */
  giveUpStream(): void {
    this.polls = this.transport === 'auto';
  }
}
