/** One dispatched event (WHATWG HTML, section 9.2.6). */
export interface SseEvent {
  /** The `event` field; `message` without one. */
  type: string;
  /** All `data` lines joined by LF. */
  data: string;
  /** The last `id` of this connection; `''` before the first. */
  lastEventId: string;
}

export interface SseParserOptions {
  onEvent: (event: SseEvent) => void;
  /** A comment, such as a heartbeat. One leading space of the text is removed. */
  onComment?: (text: string) => void;
  /** The reconnection time that the server sent, in milliseconds. */
  onRetry?: (milliseconds: number) => void;
  /** The largest number of characters of one event or line; more is an error. Default 4 Mi. */
  maxEventLength?: number;
}

const DEFAULT_MAX_EVENT_LENGTH = 4 * 1024 * 1024;
const DIGITS = /^[0-9]+$/;
const LINE_END = /\r\n?|\n/;
/** The name up to the colon, if any, and the value after it without one leading space. */
const FIELD = /^([^:]*):? ?(.*)$/s;
const BOM = '\uFEFF';

/**
 * Parses `text/event-stream` by WHATWG HTML, section 9.2.6, in chunks of any size: a chunk may end
 * within a character, a line end or a field. An event that the end of the stream cuts off is not
 * dispatched, so all dispatched events are complete.
 *
 * @example
 * ```ts
 * const parser = new SseParser({ onEvent: ({ type, data }) => handle(type, JSON.parse(data)) });
 * for await (const chunk of response.body) parser.push(chunk);
 * ```
 */
export class SseParser {
  /** The decoder keeps byte order marks: section 9.2.6 removes one, at the start of the stream only. */
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #maxEventLength: number;
  #atStart = true;
  #afterCarriageReturn = false;
  #line = '';
  #data = '';
  #type = '';
  #id = '';

  constructor(private readonly options: SseParserOptions) {
    this.#maxEventLength = options.maxEventLength ?? DEFAULT_MAX_EVENT_LENGTH;
  }

  /** @throws {RangeError} when an event exceeds `maxEventLength`; the caller then closes the connection */
  push(chunk: Uint8Array | string): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true });
    if (text !== '') this.#read(this.#atStart ? this.#withoutBom(text) : text);
  }

  #withoutBom(text: string): string {
    this.#atStart = false;
    return text.startsWith(BOM) ? text.slice(BOM.length) : text;
  }

  #read(text: string): void {
    // CR LF is one line end, even if the chunks were cut between them.
    const rest = this.#afterCarriageReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#afterCarriageReturn = rest.endsWith('\r');
    const parts = rest.split(LINE_END);
    const incomplete = parts.pop() ?? '';
    for (const part of parts) {
      const line = this.#line + part;
      this.#line = '';
      this.#endLine(line);
    }
    this.#line += incomplete;
    this.#guard(this.#line.length);
  }

  #endLine(line: string): void {
    const [, field, value = ''] = FIELD.exec(line) ?? [];
    if (line === '') this.#dispatch();
    else if (field) this.#setField(field, value);
    else this.options.onComment?.(value);
  }

  #setField(field: string, value: string): void {
    switch (field) {
      case 'event':
        this.#type = value;
        return;
      case 'data':
        this.#data += value + '\n';
        this.#guard(this.#data.length);
        return;
      case 'id':
        if (!value.includes('\0')) this.#id = value;
        return;
      case 'retry':
        if (DIGITS.test(value)) this.options.onRetry?.(Number(value));
    }
  }

  #dispatch(): void {
    const type = this.#type;
    const data = this.#data;
    this.#type = '';
    this.#data = '';
    if (data === '') return;
    this.options.onEvent({
      type: type || 'message',
      data: data.slice(0, -1),
      lastEventId: this.#id,
    });
  }

  /** The bound protects the memory of the client against a faulty server. */
  #guard(length: number): void {
    if (length > this.#maxEventLength) {
      throw new RangeError(`An event exceeds ${this.#maxEventLength} characters`);
    }
  }
}
