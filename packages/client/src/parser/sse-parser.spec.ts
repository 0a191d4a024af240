import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SseParser, type SseEvent } from './sse-parser.js';

type Parsed = { events: SseEvent[]; comments: string[]; retries: number[] };

function parse(chunks: readonly (Uint8Array | string)[]): Parsed {
  const parsed: Parsed = { events: [], comments: [], retries: [] };
  const parser = new SseParser({
    onEvent: (event) => parsed.events.push(event),
    onComment: (text) => parsed.comments.push(text),
    onRetry: (milliseconds) => parsed.retries.push(milliseconds),
  });
  for (const chunk of chunks) parser.push(chunk);
  return parsed;
}

const eventsOf = (text: string) => parse([text]).events;
const dataOf = (text: string) => eventsOf(text).map((event) => event.data);

/** Cuts the UTF-8 bytes of a text at the given offsets, also within characters. */
function cut(text: string, offsets: readonly number[]): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const ends = [...new Set(offsets.map((offset) => offset % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  );
  return [...ends, bytes.length].map((end, i) => bytes.slice(i === 0 ? 0 : ends[i - 1], end));
}

const fieldLine = fc.oneof(
  fc.constantFrom('', ':', ': alive', 'data', 'data:', 'id', 'id: a-7', 'id:\0', 'retry: 250'),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => `data: ${text}`),
  fc.string({ unit: 'binary', maxLength: 6 }).map((text) => `event:${text}`),
  fc.string({ maxLength: 8 }),
);
const streamText = fc
  .array(fc.tuple(fieldLine, fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\r', '\r\n\r\n')))
  .map((lines) => lines.map(([line, end]) => line + end).join(''));

describe('SseParser', () => {
  it('the events are the same however the stream is cut into chunks', () => {
    fc.assert(
      fc.property(streamText, fc.array(fc.nat(), { maxLength: 12 }), (text, offsets) => {
        const wellFormed = text.toWellFormed();
        expect(parse(cut(wellFormed, offsets))).toEqual(parse([wellFormed]));
      }),
      { numRuns: 500 },
    );
  });

  it('the events are the same byte by byte', () => {
    const text =
      '\uFEFFid: e-1\r\nevent: größe\r\ndata: 🚕 eins\r\ndata: zwei\r\n\r\n: da\r\rdata:x\r\r';
    const bytes = new TextEncoder().encode(text);
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(parse(single)).toEqual(parse([text]));
    expect(parse(single).events).toEqual([
      { type: 'größe', data: '🚕 eins\nzwei', lastEventId: 'e-1' },
      { type: 'message', data: 'x', lastEventId: 'e-1' },
    ]);
  });

  it('CR, LF and CRLF each end a line', () => {
    expect(dataOf('data:a\r\rdata:b\n\ndata:c\r\n\r\n')).toEqual(['a', 'b', 'c']);
    expect(parse(['data:a\r', '\ndata:b\r', '\n', '\r', '\n']).events.map((e) => e.data)).toEqual([
      'a\nb',
    ]);
  });

  it('one byte order mark is removed, at the start of the stream only', () => {
    expect(dataOf('\uFEFFdata:a\n\n')).toEqual(['a']);
    expect(dataOf('\uFEFF\uFEFFdata:a\n\n')).toEqual([]);
    expect(dataOf('data:a\n\n\uFEFFdata:b\n\n')).toEqual(['a']);
  });

  it('one leading space of a value is removed', () => {
    expect(dataOf('data:  a \n\n')).toEqual([' a ']);
  });

  it('an event with empty data is dispatched, one without a data line is not', () => {
    expect(dataOf('data\n\n')).toEqual(['']);
    expect(dataOf('data\ndata\n\n')).toEqual(['\n']);
    expect(eventsOf('event: lonely\nid: 3\n\n')).toEqual([]);
  });

  it('the type of an event without data does not apply to the next one', () => {
    expect(eventsOf('event: lonely\n\ndata: x\n\n')).toEqual([
      { type: 'message', data: 'x', lastEventId: '' },
    ]);
  });

  it('an id with NUL is ignored, and the last valid one stays', () => {
    expect(
      eventsOf('id: a\ndata:1\n\nid: b\0\ndata:2\n\nid\ndata:3\n\n').map((e) => e.lastEventId),
    ).toEqual(['a', 'a', '']);
  });

  it('a retry field counts only if it consists of digits', () => {
    expect(parse(['retry: 10\nretry: 1e3\nretry: -1\nretry:\nretry: 0\n']).retries).toEqual([
      10, 0,
    ]);
  });

  it('comments are reported', () => {
    expect(parse([':\n: hb\n']).comments).toEqual(['', 'hb']);
  });

  it('an event that the end of the stream cuts off is discarded', () => {
    expect(dataOf('data:a\n\ndata:b\n')).toEqual(['a']);
  });

  it('an event beyond the bound is an error', () => {
    const parser = new SseParser({ onEvent: () => undefined, maxEventLength: 10 });
    expect(() => {
      parser.push('data: 0123456789');
    }).toThrow(RangeError);
  });
});

describe('SseParser with large and hostile input', () => {
  const encoder = new TextEncoder();

  /** Parses the bytes in slices of one byte. */
  const parseByteByByte = (bytes: Uint8Array, maxEventLength?: number): SseEvent[] => {
    const events: SseEvent[] = [];
    const parser = new SseParser({ onEvent: (event) => events.push(event), maxEventLength });
    for (let at = 0; at < bytes.length; at += 1) parser.push(bytes.subarray(at, at + 1));
    return events;
  };

  it('parses a data line of a megabyte that arrives byte by byte', () => {
    const data = 'é€😀x'.repeat(100_000);
    const [event] = parseByteByByte(encoder.encode(`id: e-1\r\ndata: ${data}\r\n\r\n`));
    expect(event?.data === data).toBe(true);
    expect(event?.lastEventId).toBe('e-1');
  });

  it.each(['data: ', ': ', 'id: ', 'event: ', ''])(
    'a line without an end that begins with "%s" is an error at the bound',
    (prefix) => {
      const parser = new SseParser({ onEvent: () => undefined, maxEventLength: 10_000 });
      const chunk = encoder.encode('x'.repeat(1_000));
      parser.push(encoder.encode(prefix));
      const flood = () => {
        for (let count = 0; count < 100; count += 1) parser.push(chunk);
      };
      expect(flood).toThrow(new RangeError('An event exceeds 10000 characters'));
    },
  );

  it('data lines without an empty line after them are an error at the bound', () => {
    const parser = new SseParser({ onEvent: () => undefined, maxEventLength: 10_000 });
    const flood = () => {
      for (let count = 0; count < 10_000; count += 1) parser.push('data: 1234567\n');
    };
    expect(flood).toThrow(RangeError);
  });

  it('a flood of comments keeps nothing', () => {
    const events = parseByteByByte(encoder.encode(`${': x\n'.repeat(10_000)}data: y\n\n`), 100);
    expect(events.map(({ data }) => data)).toEqual(['y']);
  });

  it('invalid UTF-8 becomes replacement characters, and the next event is whole', () => {
    const bytes = Uint8Array.from([
      ...encoder.encode('data: a'),
      0xff,
      0xc3,
      ...encoder.encode('\n\ndata: b\n\n'),
    ]);
    expect(parseByteByByte(bytes).map(({ data }) => data)).toEqual(['a\uFFFD\uFFFD', 'b']);
  });
});
