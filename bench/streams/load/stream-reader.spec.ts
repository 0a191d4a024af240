import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sampleFrame } from '../event/sample-event.js';
import { StreamScanner } from './stream-reader.js';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n';
const READY = 'event: stream.opened';

/** As HTTP/1.1 sends it: each frame a chunk. */
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

const opened = chunk(`${READY}\nid: e-0\ndata: {}\n\n`);
const heartbeat = chunk(': heartbeat\n\n');
const event = (stamp: number) => chunk(sampleFrame(stamp, stamp));

/** Stamps in the order of their arrival. The buffer is reused, as the sockets' is. */
function stampsOf(pieces: Buffer[]): { stamps: number[]; reader: StreamScanner } {
  const stamps: number[] = [];
  const reader = new StreamScanner(READY, { record: (stamp) => stamps.push(stamp) });
  const shared = Buffer.alloc(64 * 1024);
  for (const piece of pieces) {
    piece.copy(shared);
    expect(reader.scan(shared.subarray(0, piece.length), 1)).toBeUndefined();
  }
  return { stamps, reader };
}

function cut(text: string, places: number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const ends = places.map((place) => place % bytes.length).sort((a, b) => a - b);
  return [0, ...ends].map((from, index) => bytes.subarray(from, ends[index] ?? bytes.length));
}

describe('a client of the benchmark', () => {
  it('counts each event once, wherever the network cuts the bytes', () => {
    const stamps = [3, 1, 4, 1592653589793];
    const [first, second, ...others] = stamps.map(event);
    const text = HEAD + opened + String(first) + heartbeat + String(second) + others.join('');
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (places) => {
        const read = stampsOf(cut(text, places));
        expect(read.stamps).toEqual(stamps);
        expect(read.reader.events).toBe(stamps.length);
      }),
    );
  });

  it('takes neither headers nor heartbeats for events, and is ready when it is told', () => {
    const head = stampsOf([Buffer.from(HEAD), Buffer.from(heartbeat)]);
    expect(head.stamps).toEqual([]);
    expect(head.reader.isReady).toBe(false);
    expect(stampsOf([Buffer.from(HEAD + opened)]).reader.isReady).toBe(true);
  });

  it('says what it got instead of a stream', () => {
    const reader = new StreamScanner(READY, { record: () => undefined });
    expect(reader.scan(Buffer.from('HTTP/1.1 401 Unauthorized\r\n\r\n'), 1)).toContain('401');
  });
});
