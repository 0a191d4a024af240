/**
 * A position in one stream, as text `<epoch>-<seq>`. It has only ASCII letters, digits and one `-`,
 * so that every `EventSource` keeps it: browsers ignore an id with a NUL, and a CR or LF ends it
 * (WHATWG HTML, section 9.2.6).
 */
export interface Cursor {
  /** Identifies the history of the database. It changes after a restore or a fork. */
  epoch: string;
  /** 0 before the first event, then 1, 2, 3… without gaps in each stream. */
  seq: number;
}

/** Longer than any valid cursor. A longer text is refused without matching it. */
const MAX_CURSOR_LENGTH = 60;
const CURSOR = /^([0-9A-Za-z]{1,40})-(0|[1-9]\d{0,15})$/;

export const formatCursor = ({ epoch, seq }: Cursor): string => `${epoch}-${seq}`;

/** @returns null for a text that is not a cursor */
export function parseCursor(value: string): Cursor | null {
  if (value.length > MAX_CURSOR_LENGTH) return null;
  const match = CURSOR.exec(value);
  if (!match) return null;
  const seq = Number(match[2]);
  return Number.isSafeInteger(seq) ? { epoch: match[1] ?? '', seq } : null;
}
