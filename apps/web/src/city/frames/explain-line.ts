import type { FrameLine } from './frame-log.js';

export type LineKind = 'event' | 'id' | 'retry' | 'data' | 'comment' | 'end' | 'unknown';

export interface LineExplanation {
  kind: LineKind;
  sentence: string;
}

const EVENTS: Record<string, string> = {
  'stream.opened': 'the verdict on the cursor that was presented, always the first frame',
  'stream.snapshot': 'the state as of exactly this id; replaces all that was known',
  'stream.closing': 'the server ends this stream, and says why',
  'city.state': 'the city as of now; not stored, never replayed',
  'driver.location': 'where the driver is; not stored, never replayed',
  'trip.search': 'how the search for a driver goes; not stored, never replayed',
};

/** The meaning of one line of an event stream (WHATWG HTML, section 9.2.6), in one sentence. */
export function explainLine({ text, length, end }: FrameLine): LineExplanation {
  if (length === 0) return { kind: 'end', sentence: 'Empty line: here the frame ends.' };
  if (text.startsWith(':')) {
    const sentence = 'Comment: a heartbeat. Parsers skip it; it shows that the line is alive.';
    return { kind: 'comment', sentence };
  }
  const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(text) ?? [];
  if (end === undefined) return { kind: kindOf(field), sentence: 'The rest of it is on its way.' };
  return { kind: kindOf(field), sentence: sentenceOf(field, value, length) };
}

const KINDS: readonly string[] = ['event', 'id', 'retry', 'data'];

const kindOf = (field: string): LineKind =>
  KINDS.includes(field) ? (field as LineKind) : 'unknown';

function sentenceOf(field: string, value: string, length: number): string {
  switch (field) {
    case 'event':
      return `Name: ${EVENTS[value] ?? 'a durable event; stored, numbered, replayed after a cut'}.`;
    case 'id':
      return idSentence(value);
    case 'retry':
      return `Wait ${Number(value) / 1000} s before coming back, should the connection break.`;
    case 'data':
      return dataSentence(value, length);
    default:
      return 'Not a field of the format: parsers ignore it.';
  }
}

function idSentence(cursor: string): string {
  const [epoch = '', seq = ''] = cursor.split('-');
  const position = seq === '0' ? 'nothing durable yet' : `event number ${seq} of this stream`;
  return `Cursor: ${position}, in history ${epoch}. Presented as Last-Event-ID after a cut.`;
}

function dataSentence(value: string, length: number): string {
  const size = `JSON of ${length - 'data: '.length} characters`;
  const mode = /"mode":"(\w+)"/.exec(value)?.[1];
  const reason = /"reason":"(\w+)","reconnect"/.exec(value)?.[1];
  if (mode === 'fresh') return `${size}: fresh, so no cursor was presented.`;
  if (mode !== undefined) return `${size}: ${mode}.`;
  if (reason !== undefined) return `${size}: closing, because of “${reason}”.`;
  if (value.includes('"specversion":"1.0"')) return `${size}: a CloudEvent.`;
  return `${size}: the frame’s payload.`;
}
