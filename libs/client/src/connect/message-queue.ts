interface Item {
  type: string;
  cursor?: string;
}

export interface QueueHooks<M> {
  /** The reader holds it now. */
  onYielded: (message: M) => void;
  /** The reader came back for the next one. */
  onProcessed: (message: M) => void;
  /** Nothing more, please: what is durable can be had again. */
  onFull: () => void;
  onDrained: () => void;
  /** The reader left the loop. */
  onReturn: () => void;
}

/** Most messages that wait; then the stream is paused, and resumed where it stopped. */
const MAX_WAITING = 1_000;

/** Messages on their way to one `for await`. */
export class MessageQueue<M extends Item> implements AsyncIterator<M, undefined> {
  /** Somebody iterates. */
  isIterated = false;
  private waiting: M[] = [];
  private current: M | undefined;
  private isFull = false;
  private ended = false;
  private error: Error | undefined;
  private wakeCallbacks: (() => void)[] = [];

  constructor(private readonly hooks: QueueHooks<M>) {}

  push(message: M): void {
    if (this.ended) return;
    // Of a reading only the latest counts.
    if (message.cursor === undefined) {
      this.waiting = this.waiting.filter(({ type }) => type !== message.type);
    }
    this.waiting.push(message);
    this.wakeReaders();
    if (this.isFull || this.waiting.length < MAX_WAITING) return;
    this.isFull = true;
    this.hooks.onFull();
  }

  /** What waits is still handed out; then the loop ends, or throws. */
  end(error?: Error): void {
    this.ended = true;
    this.error = error;
    this.wakeReaders();
  }

  async next(): Promise<IteratorResult<M, undefined>> {
    this.finishCurrent();
    while (this.waiting.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => this.wakeCallbacks.push(resolve));
    }
    const message = this.waiting.shift();
    if (message === undefined) return this.finish();
    this.current = message;
    this.hooks.onYielded(message);
    if (this.isFull && this.waiting.length < MAX_WAITING / 2) {
      this.isFull = false;
      this.hooks.onDrained();
    }
    return { value: message, done: false };
  }

  return(): Promise<IteratorResult<M, undefined>> {
    this.waiting = [];
    this.ended = true;
    this.hooks.onReturn();
    return Promise.resolve({ value: undefined, done: true });
  }

  private finishCurrent(): void {
    const done = this.current;
    this.current = undefined;
    if (done) this.hooks.onProcessed(done);
  }

  private finish(): IteratorResult<M, undefined> {
    const { error } = this;
    this.error = undefined;
    if (error) throw error;
    return { value: undefined, done: true };
  }

  private wakeReaders(): void {
    const { wakeCallbacks } = this;
    this.wakeCallbacks = [];
    for (const wake of wakeCallbacks) wake();
  }
}
