/** A heartbeat: one comment line. */
export interface WireComment {
  comment: string;
}

/** A frame a client dispatches, in the fields of the wire. */
export interface WireEvent {
  id: string;
  /** undefined when the frame has no name. */
  event: string | undefined;
  data: string;
  /** Milliseconds. */
  retry: number | undefined;
}

export type WireFrame = WireComment | WireEvent;

/** The body of an SSE response, taken apart. */
export interface Wire {
  frames: WireFrame[];
  /** Bytes after the last whole frame. */
  incomplete: Uint8Array;
  /** Breaches of the grammar, as text. */
  violations: string[];
}

const LF = 0x0a;
const CURSOR = /^[0-9A-Za-z]{1,40}-\d+$/;
/** Without `s` a dot would stop at U+2028, which ends no line here. */
const FIELD = /^(event|id|retry|data): (.*)$/s;
const NAME = /^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/;

/**
 * Reads bytes by the ABNF of WHATWG HTML, section 9.2.5, narrowed to what we write: UTF-8
 * without a byte order mark, LF alone ends a line, no NUL; a frame is one comment line, or
 * one `id`, one `data` and at most one `event` and `retry`, each with one space after its
 * colon. One empty line may lead: Nest flushes the headers with it, and to the ABNF it is an
 * event of no fields. Bytes of a frame that was cut off break no rule: a client throws them away.
 */
export function readWire(bytes: Uint8Array): Wire {
  const end = endOfLastFrame(bytes);
  const wire: Wire = { frames: [], incomplete: bytes.subarray(end), violations: [] };
  const text = decode(bytes.subarray(0, end), wire.violations);
  if (text === '') return wire;
  for (const block of text.slice(text.startsWith('\n') ? 1 : 0, -2).split('\n\n')) {
    const frame = readFrame(block, wire.violations);
    if (frame) wire.frames.push(frame);
  }
  return wire;
}

function endOfLastFrame(bytes: Uint8Array): number {
  for (let end = bytes.length; end >= 2; end--) {
    if (bytes[end - 1] === LF && bytes[end - 2] === LF) return end;
  }
  return 0;
}

function decode(bytes: Uint8Array, violations: string[]): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    violations.push('not UTF-8');
    text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }
  if (text.startsWith('\uFEFF')) violations.push('byte order mark');
  if (text.includes('\r')) violations.push('CR');
  if (text.includes('\0')) violations.push('NUL');
  return text;
}

function readFrame(block: string, violations: string[]): WireFrame | null {
  const report = (what: string) => {
    violations.push(`${what}: ${JSON.stringify(block)}`);
    return null;
  };
  const lines = block.split('\n');
  if (lines.includes('')) return report('empty line within or before a frame');
  if (block.startsWith(':')) {
    return lines.length === 1 ? { comment: block.slice(1) } : report('comment with fields');
  }
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined || value === undefined) return report(`not a field: ${line}`);
    if (fields.has(name)) return report(`two lines of ${name}`);
    fields.set(name, value);
  }
  return checkedEvent(fields, report);
}

function checkedEvent(
  fields: ReadonlyMap<string, string>,
  report: (what: string) => null,
): WireEvent | null {
  const [id, event, data, retry] = ['id', 'event', 'data', 'retry'].map((name) => fields.get(name));
  if (id === undefined) return report('frame without id');
  if (!CURSOR.test(id)) return report('id is not a cursor');
  // Moves the cursor in browsers and not in Node clients.
  if (data === undefined) return report('id without data');
  // A browser fires `error` itself; a listener could not distinguish them.
  if (event !== undefined && !NAME.test(event)) return report('name of an event');
  if (retry !== undefined && !/^\d+$/.test(retry)) return report('retry is not a number');
  return { id, event, data, retry: retry === undefined ? undefined : Number(retry) };
}
