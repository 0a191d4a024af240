/** A longer line or event is an error, because a faulty server could fill the memory. */
const MAX_LENGTH = 4 * 1024 * 1024;

/**
 * Parses `text/event-stream` (WHATWG HTML, section 9.2.6) in chunks of any size: a chunk may end within
 * a character, or between CR and LF.
 */
export class SseParser {
  #decoder = new TextDecoder();
  #line = '';
  #endedWithCr = false;
  #event = '';
  #data = [];
  #length = 0;
  #id = '';

  /**
   * @param {{ onFrame: (frame: { event: string, id: string, data: string }) => void,
   *   onRetry: (milliseconds: number) => void }} handlers
   */
  constructor(handlers) {
    this.handlers = handlers;
  }

  push(chunk) {
    let text = this.#decoder.decode(chunk, { stream: true });
    if (text === '') return;
    if (this.#endedWithCr && text.startsWith('\n')) text = text.slice(1);
    this.#endedWithCr = text.endsWith('\r');
    const parts = text.split(/\r\n?|\n/);
    const incomplete = parts.pop();
    for (const part of parts) {
      const line = this.#line + part;
      this.#line = '';
      this.#endLine(line);
    }
    this.#line += incomplete;
    this.#guard(this.#line.length);
  }

  #endLine(line) {
    if (line === '') return this.#dispatch();
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === 'event') this.#event = value;
    if (field === 'id' && !value.includes('\0')) this.#id = value;
    if (field === 'retry' && /^\d+$/.test(value)) this.handlers.onRetry(Number(value));
    if (field !== 'data') return undefined;
    this.#data.push(value);
    this.#length += value.length + 1;
    return this.#guard(this.#length);
  }

  #dispatch() {
    const frame = { event: this.#event || 'message', id: this.#id, data: this.#data.join('\n') };
    const isEmpty = this.#data.length === 0;
    this.#event = '';
    this.#data = [];
    this.#length = 0;
    if (!isEmpty) this.handlers.onFrame(frame);
  }

  #guard(length) {
    if (length > MAX_LENGTH) throw new RangeError(`an event exceeds ${MAX_LENGTH} characters`);
  }
}
