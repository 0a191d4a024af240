import { createParser } from 'eventsource-parser';

/** An event as a client dispatches it. */
export interface Message {
  /** The last event ID after it. Empty while no message has had an id. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
  /** Whether the message has an id, and it is not that of the message before. */
  readonly movesCursor: boolean;
  /** Milliseconds of `performance.now()` at which its last byte came. */
  readonly at: number;
}

/** What a client of the standard reads in the bytes of a stream (WHATWG HTML 9.2.5 and 9.2.6). */
export class StreamLog {
  readonly messages: Message[] = [];
  readonly comments: string[] = [];
  /** The values of valid `retry` fields, in milliseconds. */
  readonly retries: number[] = [];
  /** Fields that a client ignores: their names are unknown, or their values are invalid. */
  readonly ignored: string[] = [];
  private now = 0;
  private readonly decoder = new TextDecoder();
  private readonly parser = createParser({
    onEvent: ({ id, event = 'message', data }) => {
      const movesCursor = id !== undefined && id !== this.lastEventId;
      this.lastEventId = id ?? this.lastEventId;
      this.messages.push({ id: this.lastEventId, event, data, movesCursor, at: this.now });
    },
    onComment: (text) => this.comments.push(text),
    onRetry: (value) => this.retries.push(value),
    onError: ({ message }) => this.ignored.push(message),
  });

  /** @param lastEventId what the client presented; empty for none */
  constructor(public lastEventId = '') {}

  /** The messages that have moved the cursor: the history of the stream as it was read. */
  get positions(): Message[] {
    return this.messages.filter(({ movesCursor }) => movesCursor);
  }

  add(bytes: Uint8Array, at: number): void {
    this.now = at;
    this.parser.feed(this.decoder.decode(bytes, { stream: true }));
  }
}
