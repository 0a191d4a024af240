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
const LINE_END = /[\r\n]/g;
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
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private readonly maxEventLength: number;
  private atStart = true;
  private afterCarriageReturn = false;
  private line = '';
  private data = '';
  private type = '';
  private id = '';

  constructor(private readonly options: SseParserOptions) {
    this.maxEventLength = options.maxEventLength ?? DEFAULT_MAX_EVENT_LENGTH;
  }

  /** @throws {RangeError} when an event exceeds `maxEventLength`; the caller then closes the connection */
  push(chunk: Uint8Array | string): void {
    const text = typeof chunk === 'string' ? chunk : this.decoder.decode(chunk, { stream: true });
    if (text !== '') this.read(this.atStart ? this.withoutBom(text) : text);
  }

  private withoutBom(text: string): string {
    this.atStart = false;
    return text.startsWith(BOM) ? text.slice(BOM.length) : text;
  }

  private read(text: string): void {
    let from = 0;
    // CR LF is one line end, even if the chunks were cut between them.
    if (this.afterCarriageReturn && text.startsWith('\n')) from = 1;
    if (text !== '') this.afterCarriageReturn = false;
    LINE_END.lastIndex = from;
    for (let end = LINE_END.exec(text); end !== null; end = LINE_END.exec(text)) {
      const line = this.line + text.slice(from, end.index);
      this.line = '';
      from = this.skipLineEnd(text, end.index);
      this.endLine(line);
      LINE_END.lastIndex = from;
    }
    this.line += text.slice(from);
    this.guard(this.line.length);
  }

  private skipLineEnd(text: string, index: number): number {
    if (text[index] === '\n') return index + 1;
    if (text[index + 1] === '\n') return index + 2;
    this.afterCarriageReturn = index + 1 === text.length;
    return index + 1;
  }

  private endLine(line: string): void {
    if (line === '') {
      this.dispatch();
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const rest = colon < 0 ? '' : line.slice(colon + 1);
    const value = rest.startsWith(' ') ? rest.slice(1) : rest;
    if (colon === 0) this.options.onComment?.(value);
    else this.setField(field, value);
  }

  private setField(field: string, value: string): void {
    switch (field) {
      case 'event':
        this.type = value;
        return;
      case 'data':
        this.data += value + '\n';
        this.guard(this.data.length);
        return;
      case 'id':
        if (!value.includes('\0')) this.id = value;
        return;
      case 'retry':
        if (DIGITS.test(value)) this.options.onRetry?.(Number(value));
    }
  }

  private dispatch(): void {
    const { type, data, id } = this;
    this.type = '';
    this.data = '';
    if (data === '') return;
    this.options.onEvent({ type: type || 'message', data: data.slice(0, -1), lastEventId: id });
  }

  /** The bound protects the memory of the client against a faulty server. */
  private guard(length: number): void {
    if (length > this.maxEventLength) {
      throw new RangeError(`An event exceeds ${this.maxEventLength} characters`);
    }
  }
}
