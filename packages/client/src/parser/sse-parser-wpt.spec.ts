import { describe, expect, it } from '@jest/globals';
import { SseParser } from './sse-parser.js';

/** The dispatched events and the reconnection times. */
interface Outcome {
  /** `type|data|lastEventId` of each event. */
  events: string[];
  retries: number[];
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...utf8(part)] : part)));

function read(chunks: readonly Uint8Array[]): Outcome {
  const outcome: Outcome = { events: [], retries: [] };
  const parser = new SseParser({
    onEvent: ({ type, data, lastEventId }) => outcome.events.push(`${type}|${data}|${lastEventId}`),
    onRetry: (milliseconds) => outcome.retries.push(milliseconds),
  });
  for (const chunk of chunks) parser.push(chunk);
  return outcome;
}

const events = (...expected: string[]): Outcome => ({ events: expected, retries: [] });
const BOM = [0xef, 0xbb, 0xbf];
const LONG = 'x'.repeat(2_000);

/**
 * One row for each file of web-platform-tests/eventsource about the format: its name, the bytes that
 * its server sends, and the expected outcome. The files about the media type of the response
 * (`format-mime-*`) are covered by `connect/connect.spec.ts`.
 */
const cases: [file: string, stream: Uint8Array, expected: Outcome][] = [
  [
    'format-bom.any.js',
    bytes(BOM, 'data:1\n\n', BOM, 'data:2\n\ndata:3\n\n'),
    events('message|1|', 'message|3|'),
  ],
  [
    'format-bom-2.any.js',
    bytes(BOM, BOM, 'data:1\n\ndata:2\n\ndata:3\n\n'),
    events('message|2|', 'message|3|'),
  ],
  [
    'format-comments.any.js',
    utf8(`data:1\r:\0\n:\r\ndata:2\n:${LONG}\rdata:3\n:data:fail\r:${LONG}\ndata:4\n\n`),
    events('message|1\n2\n3\n4|'),
  ],
  [
    'format-data-before-final-empty-line.any.js',
    utf8('retry:1000\ndata:test1\n\nid:test\ndata:test2'),
    { events: ['message|test1|'], retries: [1000] },
  ],
  [
    'format-field-data.any.js',
    utf8('data:\n\ndata\ndata\n\ndata:test\n\n'),
    events('message||', 'message|\n|', 'message|test|'),
  ],
  [
    'format-field-event.any.js',
    utf8('event:test\ndata:x\n\ndata:x\n\n'),
    events('test|x|', 'message|x|'),
  ],
  ['format-field-event-empty.any.js', utf8('event: \ndata:data\n\n'), events('message|data|')],
  [
    'format-field-id.any.js',
    utf8('id: 1\ndata: a\n\ndata: b\n\n'),
    events('message|a|1', 'message|b|1'),
  ],
  [
    'format-field-id-2.any.js',
    utf8('id: 1\ndata: a\n\nid\ndata: b\n\nid: 2\ndata: c\n\nid:\ndata: d\n\n'),
    events('message|a|1', 'message|b|', 'message|c|2', 'message|d|'),
  ],
  [
    'format-field-id-3.window.js',
    utf8('id: 1\ndata: a\n\nid: ☃\ndata: b\n\n'),
    events('message|a|1', 'message|b|☃'),
  ],
  [
    'format-field-id-null.window.js',
    utf8('id: a\0b\ndata: 1\n\nid: ok\ndata: 2\n\nid: \0\ndata: 3\n\n'),
    events('message|1|', 'message|2|ok', 'message|3|ok'),
  ],
  [
    'format-field-parsing.any.js',
    utf8(
      'data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n',
    ),
    events('message|\0\n 2\n1\n3\n\n4|'),
  ],
  [
    'format-field-retry.any.js',
    utf8('retry:03000\ndata:x\n\n'),
    { events: ['message|x|'], retries: [3000] },
  ],
  [
    'format-field-retry-bogus.any.js',
    utf8('retry:3000\nretry:1000x\ndata:x\n\n'),
    { events: ['message|x|'], retries: [3000] },
  ],
  ['format-field-retry-empty.any.js', utf8('retry\ndata:test\n\n'), events('message|test|')],
  [
    'format-field-unknown.any.js',
    utf8('data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n'),
    events('message|test\n\ntest|'),
  ],
  [
    'format-leading-space.any.js',
    utf8('data:\ttest\rdata: \ndata:test\n\n'),
    events('message|\ttest\n\ntest|'),
  ],
  [
    'format-newlines.any.js',
    utf8('data:test\r\ndata\ndata:test\r\n\r'),
    events('message|test\n\ntest|'),
  ],
  ['format-null-character.any.js', utf8('data:\0\n\n\n\n'), events('message|\0|')],
  [
    'format-utf-8.any.js',
    bytes('data:ok\u2026', [0xff], 'o', [0xe2, 0x82], 'k\n\n'),
    events('message|ok\u2026\uFFFDo\uFFFDk|'),
  ],
];

describe('the format of web-platform-tests/eventsource', () => {
  it.each(cases)('%s, in one piece', (_file, stream, expected) => {
    expect(read([stream])).toEqual(expected);
  });

  it.each(cases)('%s, byte by byte', (_file, stream, expected) => {
    expect(read(Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(expected);
  });
});
