import { describe, expect, it } from '@jest/globals';
import {
  addPiece,
  emptyPieceLog,
  MOST_CHARACTERS,
  MOST_PIECES,
  showLineEnds,
} from './piece-log.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('addPiece', () => {
  it('notes when each piece came, and how long after the one before', () => {
    const first = addPiece(emptyPieceLog, bytesOf('id: 1\n'), 40);
    const log = addPiece(first, bytesOf('data: é\n\n'), 1040);
    expect(log.pieces.map(({ number, at, gap, size }) => [number, at, gap, size])).toEqual([
      [1, 40, undefined, 6],
      [2, 1040, 1000, 10],
    ]);
    expect(log).toMatchObject({ count: 2, bytes: 16, firstAt: 40, longestGap: 1000 });
  });

  it('shows a character that two pieces share as replaced in both', () => {
    const bytes = bytesOf('é');
    const log = addPiece(addPiece(emptyPieceLog, bytes.subarray(0, 1), 0), bytes.subarray(1), 1);
    expect(log.pieces.map(({ text }) => text)).toEqual(['\uFFFD', '\uFFFD']);
  });

  it('keeps a bounded number of pieces and of characters, and counts all', () => {
    const long = bytesOf('x'.repeat(5000));
    let log = emptyPieceLog;
    for (let at = 0; at < 100; at++) log = addPiece(log, long, at);
    expect([log.pieces.length, log.count, log.bytes]).toEqual([MOST_PIECES, 100, 500_000]);
    expect(log.pieces.at(-1)).toMatchObject({ number: 100, size: 5000, isCut: true });
    expect(log.pieces.at(-1)?.text).toHaveLength(MOST_CHARACTERS);
  });
});

describe('showLineEnds', () => {
  it('shows each line end as an escape, and breaks the line there', () => {
    expect(showLineEnds('a\r\nb\rc\n\n')).toBe('a\\r\\n\nb\\r\nc\\n\n\\n');
  });
});
