import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sampleFrame } from '../event/sample-event.js';
import { StreamScanner } from './stream-scanner.js';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n';
const READY = 'event: stream.opened';

/** HTTP/1.1 sends each frame as one chunk. */
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

const opened = chunk(`${READY}\nid: e-0\ndata: {}\n\n`);
const heartbeat = chunk(': heartbeat\n\n');
const event = (stamp: number) => chunk(sampleFrame(stamp, stamp));

/** Scans the pieces in one reused buffer, as the sockets do. @returns stamps in order of arrival */
function scanPieces(pieces: Buffer[]): { stamps: number[]; scanner: StreamScanner } {
  const stamps: number[] = [];
  const scanner = new StreamScanner(READY, { record: (stamp) => stamps.push(stamp) });
  const shared = Buffer.alloc(64 * 1024);
  for (const piece of pieces) {
    piece.copy(shared);
    expect(scanner.scan(shared.subarray(0, piece.length), 1)).toBeUndefined();
  }
  return { stamps, scanner };
}

function split(text: string, offsets: number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const ends = offsets.map((offset) => offset % bytes.length).sort((a, b) => a - b);
  return [0, ...ends].map((from, index) => bytes.subarray(from, ends[index] ?? bytes.length));
}

describe('StreamScanner', () => {
  it('counts each event once, wherever the network splits the bytes', () => {
    const stamps = [3, 1, 4, 1592653589793];
    const [first, second, ...others] = stamps.map(event);
    const text = HEAD + opened + String(first) + heartbeat + String(second) + others.join('');
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (offsets) => {
        const result = scanPieces(split(text, offsets));
        expect(result.stamps).toEqual(stamps);
        expect(result.scanner.events).toBe(stamps.length);
      }),
    );
  });

  it('takes neither headers nor heartbeats for events, and is ready after stream.opened', () => {
    const head = scanPieces([Buffer.from(HEAD), Buffer.from(heartbeat)]);
    expect(head.stamps).toEqual([]);
    expect(head.scanner.isReady).toBe(false);
    expect(scanPieces([Buffer.from(HEAD + opened)]).scanner.isReady).toBe(true);
  });

  it('returns the response of a server that refuses the stream', () => {
    const scanner = new StreamScanner(READY, { record: () => undefined });
    expect(scanner.scan(Buffer.from('HTTP/1.1 401 Unauthorized\r\n\r\n'), 1)).toContain('401');
  });
});
