/** Bytes as the browser handed them over: what one read of a body gave, or one message. */
export interface Piece {
  number: number;
  /** Milliseconds since the first request. */
  at: number;
  /** Milliseconds since the piece before; undefined for the first one. */
  gap: number | undefined;
  /** Bytes of the whole piece. */
  size: number;
  /** Its first `MOST_CHARACTERS` characters. A character that is cut is U+FFFD. */
  text: string;
  isCut: boolean;
}

export interface PieceLog {
  /** The last pieces, oldest first. */
  pieces: readonly Piece[];
  /** All pieces so far, including those that were dropped. */
  count: number;
  bytes: number;
  /** Milliseconds from the first request to the first piece; undefined before it. */
  firstAt: number | undefined;
  longestGap: number;
}

/** Pieces that are kept. Beyond this bound the oldest are dropped. */
export const MOST_PIECES = 40;
/** Characters that are kept of a piece. */
export const MOST_CHARACTERS = 600;
/** No character of UTF-8 has more bytes. */
const BYTES_OF_CHARACTER = 4;

export const emptyPieceLog: PieceLog = {
  pieces: [],
  count: 0,
  bytes: 0,
  firstAt: undefined,
  longestGap: 0,
};

/** @param at milliseconds since the first request */
export function addPiece(log: PieceLog, bytes: Uint8Array, at: number): PieceLog {
  const before = log.pieces.at(-1);
  const gap = before && at - before.at;
  const start = bytes.subarray(0, MOST_CHARACTERS * BYTES_OF_CHARACTER);
  const text = new TextDecoder('utf-8', { ignoreBOM: true })
    .decode(start)
    .slice(0, MOST_CHARACTERS);
  const isCut = start.length < bytes.length || text.length < new TextDecoder().decode(start).length;
  const piece = { number: log.count + 1, at, gap, size: bytes.length, text, isCut };
  return {
    pieces: [...log.pieces, piece].slice(-MOST_PIECES),
    count: log.count + 1,
    bytes: log.bytes + bytes.length,
    firstAt: log.firstAt ?? at,
    longestGap: Math.max(log.longestGap, gap ?? 0),
  };
}

/** The line ends as escapes, each with the line end itself, so that the text has its lines. */
export const showLineEnds = (text: string): string =>
  text
    .replaceAll(/\r\n|\r|\n/g, (end) => `${end.replace('\r', '\\r').replace('\n', '\\n')}\n`)
    .replace(/\n$/, '');
