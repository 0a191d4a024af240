interface Item {
  type: string;
  cursor?: string;
}

export interface QueueHooks<M> {
  /** The loop has received the message. */
  onYielded: (message: M) => void;
  /** The loop asked for the next message, so it has processed this one. */
  onProcessed: (message: M) => void;
  /** The queue is full. The owner pauses the stream, because it can resume durable events later. */
  onFull: () => void;
  /** Half of the queue is free again. */
  onDrained: () => void;
  /** The consumer left the loop. */
  onReturn: () => void;
}

/** The bound of the queue. When it is full, the stream pauses, and resumes from its cursor later. */
const MAX_WAITING = 1_000;

/** The queue of messages for one `for await`. */
export class MessageQueue<M extends Item> implements AsyncIterator<M, undefined> {
  /** Whether a loop consumes this queue. */
  isIterated = false;
  #waiting: M[] = [];
  #current: M | undefined;
  #isFull = false;
  #ended = false;
  #error: Error | undefined;
  #wakeCallbacks: (() => void)[] = [];

  constructor(private readonly hooks: QueueHooks<M>) {}

  push(message: M): void {
    if (this.#ended) return;
    // Of ephemeral messages only the latest counts, so it replaces a queued one of its type.
    if (message.cursor === undefined) {
      this.#waiting = this.#waiting.filter(({ type }) => type !== message.type);
    }
    this.#waiting.push(message);
    this.#wakeConsumers();
    if (this.#isFull || this.#waiting.length < MAX_WAITING) return;
    this.#isFull = true;
    this.hooks.onFull();
  }

  /** The loop still gets the queued messages; then it ends, or throws the error. */
  end(error?: Error): void {
    this.#ended = true;
    this.#error = error;
    this.#wakeConsumers();
  }

  async next(): Promise<IteratorResult<M, undefined>> {
    this.#finishCurrent();
    while (this.#waiting.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => this.#wakeCallbacks.push(resolve));
    }
    const message = this.#waiting.shift();
    if (message === undefined) return this.#finish();
    this.#current = message;
    this.hooks.onYielded(message);
    if (this.#isFull && this.#waiting.length < MAX_WAITING / 2) {
      this.#isFull = false;
      this.hooks.onDrained();
    }
    return { value: message, done: false };
  }

  return(): Promise<IteratorResult<M, undefined>> {
    this.#waiting = [];
    this.#ended = true;
    this.hooks.onReturn();
    return Promise.resolve({ value: undefined, done: true });
  }

  #finishCurrent(): void {
    const done = this.#current;
    this.#current = undefined;
    if (done) this.hooks.onProcessed(done);
  }

  #finish(): IteratorResult<M, undefined> {
    const error = this.#error;
    this.#error = undefined;
    if (error) throw error;
    return { value: undefined, done: true };
  }

  #wakeConsumers(): void {
    const wakeCallbacks = this.#wakeCallbacks;
    this.#wakeCallbacks = [];
    for (const wake of wakeCallbacks) wake();
  }
}
