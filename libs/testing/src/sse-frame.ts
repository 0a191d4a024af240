/** One line of a frame; a comment has the empty name. */
export interface SseField {
  name: string;
  value: string;
}

/** What stood between two blank lines, as it was sent, without defaults and without state of earlier frames. */
export interface SseFrame {
  /** In the order of the wire. */
  fields: readonly SseField[];
  /** undefined when the frame has no such line; a browser would keep the id before. */
  id: string | undefined;
  event: string | undefined;
  /** `data` lines joined by LF. */
  data: string | undefined;
  retry: string | undefined;
  /** Comment lines joined by LF. */
  comment: string | undefined;
  /** `performance.now()` when its last byte arrived. */
  at: number;
}

/**
 * A strict reader of event streams (WHATWG HTML, 9.2.5 "Parsing an event stream"),
 * independent of the code under test. Bytes that aren't UTF-8 throw.
 */
export class SseFrameReader {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private rest = '';
  private lines: string[] = [];

  /** The frames these bytes complete. */
  push(bytes: Uint8Array): SseFrame[] {
    this.rest += this.decoder.decode(bytes, { stream: true });
    const frames: SseFrame[] = [];
    for (let line = this.takeLine(); line !== undefined; line = this.takeLine()) {
      if (line !== '') this.lines.push(line);
      else if (this.lines.length > 0) frames.push(this.finish());
    }
    return frames;
  }

  /** What came after the last whole frame; a client throws it away. */
  get incomplete(): string {
    return [...this.lines, this.rest].join('\n');
  }

  private takeLine(): string | undefined {
    const end = /\r\n|\r(?!$)|\n/.exec(this.rest);
    // A CR at the very end may be half of a CR LF: wait for the next byte.
    if (!end) return undefined;
    const line = this.rest.slice(0, end.index);
    this.rest = this.rest.slice(end.index + end[0].length);
    return line;
  }

  private finish(): SseFrame {
    const fields = this.lines.map(parseLine);
    this.lines = [];
    const values = (name: string): string[] =>
      fields.filter((field) => field.name === name).map((field) => field.value);
    const joined = (name: string): string | undefined =>
      values(name).length > 0 ? values(name).join('\n') : undefined;
    return {
      fields,
      id: values('id').at(-1),
      event: values('event').at(-1),
      data: joined('data'),
      retry: values('retry').at(-1),
      comment: joined(''),
      at: performance.now(),
    };
  }
}

/** What is wrong with a frame by our rules, though the standard allows it. */
export function violationsOf(frame: SseFrame): string[] {
  const shown = JSON.stringify(frame.fields);
  const found: string[] = [];
  const named = frame.fields.filter((field) => field.name !== '');
  // Nest gives such a frame an id of its own, and the browser resumes from it.
  if (named.length > 0 && frame.id === undefined) found.push(`frame without id: ${shown}`);
  if (frame.fields.filter((field) => field.name === 'id').length > 1)
    found.push(`two ids: ${shown}`);
  // NUL makes browsers ignore the id; the rest of the alphabet is what cursors are made of.
  if (frame.id !== undefined && !/^[A-Za-z0-9-]+$/.test(frame.id))
    found.push(`not a cursor: ${shown}`);
  // Moves the cursor in browsers and not in Node clients.
  if (frame.id !== undefined && frame.data === undefined) found.push(`id without data: ${shown}`);
  const known = new Set(['id', 'event', 'data', 'retry', '']);
  if (frame.fields.some((field) => !known.has(field.name))) found.push(`unknown field: ${shown}`);
  return found;
}

function parseLine(line: string): SseField {
  const colon = line.indexOf(':');
  if (colon < 0) return { name: line, value: '' };
  return { name: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /, '') };
}
