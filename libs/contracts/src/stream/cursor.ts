/**
 * A place in one stream: `<epoch>-<seq>`. ASCII letters, digits and one `-` only, so
 * that it survives every `EventSource` (a NUL makes browsers ignore an id, a CR or LF
 * ends it; WHATWG HTML, section 9.2.6).
 */
export interface Cursor {
  /** Names this database's history; another one after a restore or a fork. */
  epoch: string;
  /** 0 before the first event, then 1, 2, 3… without gaps, per stream. */
  seq: number;
}

/** Longer than any real cursor; what exceeds it isn't even looked at. */
const MAX_CURSOR_LENGTH = 60;
const CURSOR = /^([0-9A-Za-z]{1,40})-(0|[1-9]\d{0,15})$/;

export const formatCursor = ({ epoch, seq }: Cursor): string => `${epoch}-${seq}`;

/** @returns null for anything that isn't a cursor */
export function parseCursor(value: string): Cursor | null {
  if (value.length > MAX_CURSOR_LENGTH) return null;
  const match = CURSOR.exec(value);
  if (!match) return null;
  const seq = Number(match[2]);
  return Number.isSafeInteger(seq) ? { epoch: match[1] ?? '', seq } : null;
}
