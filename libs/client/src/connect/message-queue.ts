interface Item {
  type: string;
  cursor?: string;
}

export interface QueueHooks<M> {
  /** The reader holds it now. */
  onTaken: (message: M) => void;
  /** The reader came back for the next one. */
  onDone: (message: M) => void;
  /** Nothing more, please: what is durable can be had again. */
  onFull: () => void;
  onDrained: () => void;
  /** The reader left the loop. */
  onLeft: () => void;
}

/** Most messages that wait; then the stream is paused, and resumed where it stopped. */
const MOST = 1_000;

/** Messages on their way to one `for await`. */
export class MessageQueue<M extends Item> implements AsyncIterator<M, undefined> {
  /** Somebody iterates. */
  isTaken = false;
  private waiting: M[] = [];
  private inHand: M | undefined;
  private isFull = false;
  private ended = false;
  private error: Error | undefined;
  private wanted: (() => void)[] = [];

  constructor(private readonly hooks: QueueHooks<M>) {}

  push(message: M): void {
    if (this.ended) return;
    // Of a reading only the latest counts.
    if (message.cursor === undefined) {
      this.waiting = this.waiting.filter(({ type }) => type !== message.type);
    }
    this.waiting.push(message);
    this.wakeReaders();
    if (this.isFull || this.waiting.length < MOST) return;
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
    this.settle();
    while (this.waiting.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => this.wanted.push(resolve));
    }
    const message = this.waiting.shift();
    if (message === undefined) return this.last();
    this.inHand = message;
    this.hooks.onTaken(message);
    if (this.isFull && this.waiting.length < MOST / 2) {
      this.isFull = false;
      this.hooks.onDrained();
    }
    return { value: message, done: false };
  }

  return(): Promise<IteratorResult<M, undefined>> {
    this.waiting = [];
    this.ended = true;
    this.hooks.onLeft();
    return Promise.resolve({ value: undefined, done: true });
  }

  private settle(): void {
    const done = this.inHand;
    this.inHand = undefined;
    if (done) this.hooks.onDone(done);
  }

  private last(): IteratorResult<M, undefined> {
    const { error } = this;
    this.error = undefined;
    if (error) throw error;
    return { value: undefined, done: true };
  }

  private wakeReaders(): void {
    const { wanted } = this;
    this.wanted = [];
    for (const wake of wanted) wake();
  }
}
