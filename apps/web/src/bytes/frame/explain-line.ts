import type { Intl } from '../../language/intl.js';
import type { MessageId } from '../../language/message-id.js';
import type { FrameLine } from './frame-log.js';

export type LineKind = 'event' | 'id' | 'retry' | 'data' | 'comment' | 'end' | 'unknown';

export interface LineExplanation {
  kind: LineKind;
  sentence: string;
}

const EVENTS: Record<string, MessageId> = {
  'stream.opened': 'bytes.line.opened',
  'stream.snapshot': 'bytes.line.snapshot',
  'stream.closing': 'bytes.line.closing',
  'city.state': 'bytes.line.city-state',
  'driver.location': 'bytes.line.driver-location',
  'trip.search': 'bytes.line.trip-search',
};

/** The meaning of one line of an event stream (WHATWG HTML, section 9.2.6), in one sentence. */
export function explainLine({ text, length, end }: FrameLine, intl: Intl): LineExplanation {
  if (length === 0) return { kind: 'end', sentence: intl.formatMessage({ id: 'bytes.line.end' }) };
  if (text.startsWith(':')) {
    return { kind: 'comment', sentence: intl.formatMessage({ id: 'bytes.line.comment' }) };
  }
  const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(text) ?? [];
  const kind = kindOf(field);
  if (end === undefined) return { kind, sentence: intl.formatMessage({ id: 'bytes.line.rest' }) };
  return { kind, sentence: sentenceOf({ kind, value, length }, intl) };
}

const KINDS: readonly string[] = ['event', 'id', 'retry', 'data'];

const kindOf = (field: string): LineKind =>
  KINDS.includes(field) ? (field as LineKind) : 'unknown';

interface Field {
  kind: LineKind;
  value: string;
  /** Characters of the whole line. */
  length: number;
}

function sentenceOf({ kind, value, length }: Field, intl: Intl): string {
  switch (kind) {
    case 'event':
      return intl.formatMessage({ id: EVENTS[value] ?? 'bytes.line.durable' });
    case 'id':
      return idSentence(value, intl);
    case 'retry':
      return intl.formatMessage({ id: 'bytes.line.retry' }, { seconds: Number(value) / 1000 });
    case 'data':
      return dataSentence(value, length - 'data: '.length, intl);
    case 'comment':
    case 'end':
    case 'unknown':
      return intl.formatMessage({ id: 'bytes.line.unknown' });
  }
}

function idSentence(cursor: string, intl: Intl): string {
  const [epoch = '', seq = ''] = cursor.split('-');
  const id = seq === '0' ? 'bytes.line.id-none' : 'bytes.line.id';
  return intl.formatMessage({ id }, { epoch, seq });
}

function dataSentence(value: string, count: number, intl: Intl): string {
  const mode = /"mode":"(\w+)"/.exec(value)?.[1];
  const reason = /"reason":"(\w+)","reconnect"/.exec(value)?.[1];
  if (mode === 'fresh') return intl.formatMessage({ id: 'bytes.line.data-fresh' }, { count });
  if (mode !== undefined)
    return intl.formatMessage({ id: 'bytes.line.data-mode' }, { count, mode });
  if (reason !== undefined) {
    return intl.formatMessage({ id: 'bytes.line.data-closing' }, { count, reason });
  }
  const isEvent = value.includes('"specversion":"1.0"');
  return intl.formatMessage(
    { id: isEvent ? 'bytes.line.data-event' : 'bytes.line.data' },
    { count },
  );
}
