import type { Intl } from '../../language/intl.js';
import type { MessageId } from '../../language/message-id.js';
import type { FrameLine } from './frame-log.js';

export type LineKind = 'event' | 'id' | 'retry' | 'data' | 'comment' | 'end' | 'unknown';

export interface LineExplanation {
  kind: LineKind;
  sentence: string;
}

const EVENTS: Record<string, MessageId> = {
  'stream.opened': 'city.line.opened',
  'stream.snapshot': 'city.line.snapshot',
  'stream.closing': 'city.line.closing',
  'city.state': 'city.line.city-state',
  'driver.location': 'city.line.driver-location',
  'trip.search': 'city.line.trip-search',
};

/** The meaning of one line of an event stream (WHATWG HTML, section 9.2.6), in one sentence. */
export function explainLine({ text, length, end }: FrameLine, intl: Intl): LineExplanation {
  if (length === 0) return { kind: 'end', sentence: intl.formatMessage({ id: 'city.line.end' }) };
  if (text.startsWith(':')) {
    return { kind: 'comment', sentence: intl.formatMessage({ id: 'city.line.comment' }) };
  }
  const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(text) ?? [];
  const kind = kindOf(field);
  if (end === undefined) return { kind, sentence: intl.formatMessage({ id: 'city.line.rest' }) };
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
      return intl.formatMessage({ id: EVENTS[value] ?? 'city.line.durable' });
    case 'id':
      return idSentence(value, intl);
    case 'retry':
      return intl.formatMessage({ id: 'city.line.retry' }, { seconds: Number(value) / 1000 });
    case 'data':
      return dataSentence(value, length - 'data: '.length, intl);
    case 'comment':
    case 'end':
    case 'unknown':
      return intl.formatMessage({ id: 'city.line.unknown' });
  }
}

function idSentence(cursor: string, intl: Intl): string {
  const [epoch = '', seq = ''] = cursor.split('-');
  const id = seq === '0' ? 'city.line.id-none' : 'city.line.id';
  return intl.formatMessage({ id }, { epoch, seq });
}

function dataSentence(value: string, count: number, intl: Intl): string {
  const mode = /"mode":"(\w+)"/.exec(value)?.[1];
  const reason = /"reason":"(\w+)","reconnect"/.exec(value)?.[1];
  if (mode === 'fresh') return intl.formatMessage({ id: 'city.line.data-fresh' }, { count });
  if (mode !== undefined) return intl.formatMessage({ id: 'city.line.data-mode' }, { count, mode });
  if (reason !== undefined) {
    return intl.formatMessage({ id: 'city.line.data-closing' }, { count, reason });
  }
  const isEvent = value.includes('"specversion":"1.0"');
  return intl.formatMessage({ id: isEvent ? 'city.line.data-event' : 'city.line.data' }, { count });
}
