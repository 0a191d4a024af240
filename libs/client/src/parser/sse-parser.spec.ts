import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SseParser, type SseEvent } from './sse-parser.js';

type Heard = { events: SseEvent[]; comments: string[]; retries: number[] };

function parse(chunks: readonly (Uint8Array | string)[]): Heard {
  const heard: Heard = { events: [], comments: [], retries: [] };
  const parser = new SseParser({
    onEvent: (event) => heard.events.push(event),
    onComment: (text) => heard.comments.push(text),
    onRetry: (milliseconds) => heard.retries.push(milliseconds),
  });
  for (const chunk of chunks) parser.push(chunk);
  return heard;
}

const eventsOf = (text: string) => parse([text]).events;
const dataOf = (text: string) => eventsOf(text).map((event) => event.data);

/** Cuts the UTF-8 bytes of a text at the given places, in the middle of characters too. */
function cut(text: string, places: readonly number[]): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
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

describe('an event stream', () => {
  it('means the same however it is cut into chunks', () => {
    fc.assert(
      fc.property(streamText, fc.array(fc.nat(), { maxLength: 12 }), (text, places) => {
        const wellFormed = text.toWellFormed();
        expect(parse(cut(wellFormed, places))).toEqual(parse([wellFormed]));
      }),
      { numRuns: 500 },
    );
  });

  it('means the same byte by byte', () => {
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

  it('takes CR, LF and CRLF for a line end', () => {
    expect(dataOf('data:a\r\rdata:b\n\ndata:c\r\n\r\n')).toEqual(['a', 'b', 'c']);
    expect(parse(['data:a\r', '\ndata:b\r', '\n', '\r', '\n']).events.map((e) => e.data)).toEqual([
      'a\nb',
    ]);
  });

  it('drops one byte order mark, only at the very start', () => {
    expect(dataOf('\uFEFFdata:a\n\n')).toEqual(['a']);
    expect(dataOf('\uFEFF\uFEFFdata:a\n\n')).toEqual([]);
    expect(dataOf('data:a\n\n\uFEFFdata:b\n\n')).toEqual(['a']);
  });

  it('removes one leading space of a value and no more', () => {
    expect(dataOf('data:  a \n\n')).toEqual([' a ']);
  });

  it('dispatches empty data, and nothing without a data line', () => {
    expect(dataOf('data\n\n')).toEqual(['']);
    expect(dataOf('data\ndata\n\n')).toEqual(['\n']);
    expect(eventsOf('event: lonely\nid: 3\n\n')).toEqual([]);
  });

  it('forgets the type of an event that had no data', () => {
    expect(eventsOf('event: lonely\n\ndata: x\n\n')).toEqual([
      { type: 'message', data: 'x', lastEventId: '' },
    ]);
  });

  it('ignores an id with NUL and remembers the last good one', () => {
    expect(
      eventsOf('id: a\ndata:1\n\nid: b\0\ndata:2\n\nid\ndata:3\n\n').map((e) => e.lastEventId),
    ).toEqual(['a', 'a', '']);
  });

  it('takes a retry of digits only', () => {
    expect(parse(['retry: 10\nretry: 1e3\nretry: -1\nretry:\nretry: 0\n']).retries).toEqual([
      10, 0,
    ]);
  });

  it('reports comments as a sign of life', () => {
    expect(parse([':\n: hb\n']).comments).toEqual(['', 'hb']);
  });

  it('discards the event that the end of the stream cut off', () => {
    expect(dataOf('data:a\n\ndata:b\n')).toEqual(['a']);
  });

  it('refuses an event beyond its bound', () => {
    const parser = new SseParser({ onEvent: () => undefined, maxEventLength: 10 });
    expect(() => {
      parser.push('data: 0123456789');
    }).toThrow(RangeError);
  });
});
