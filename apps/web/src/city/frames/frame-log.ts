/** How a line ended, as it came. Undefined: the rest hasn't come yet. */
export type LineEnd = '\n' | '\r' | '\r\n' | undefined;

export interface FrameLine {
  /** The beginning of it, at most `MOST_SHOWN` characters. */
  text: string;
  /** Characters it really has. */
  length: number;
  end: LineEnd;
}

/** The lines up to and with an empty one. */
export interface LoggedFrame {
  number: number;
  /** When its first character came, in milliseconds. */
  at: number;
  lines: FrameLine[];
  isComplete: boolean;
}

/** Characters shown of a line; a frame of a large city has two hundred thousand. */
export const MOST_SHOWN = 200;
/** Frames kept; older ones are let go. */
export const MOST_FRAMES = 40;
/** The rate is that of so many milliseconds. */
const RATE_MS = 10_000;

export interface FrameLog {
  /** The last ones, oldest first. */
  frames: readonly LoggedFrame[];
  /** All that ever came, whether kept or not. */
  count: number;
  characters: number;
  /** When the first of it came; undefined before. */
  startedAt: number | undefined;
  /** When the last frames were complete. */
  recent: readonly number[];
}

export const emptyFrameLog: FrameLog = {
  ...{ frames: [], count: 0, characters: 0 },
  ...{ startedAt: undefined, recent: [] },
};

/** Text as it came, however it was cut: in the middle of a line, or between CR and LF. */
export function append(tape: FrameLog, text: string, at: number): FrameLog {
  const last = tape.frames.at(-1);
  const frames = last ? [...tape.frames.slice(0, -1), copied(last)] : [];
  let { count } = tape;
  const recent = tape.recent.filter((time) => time > at - RATE_MS);
  for (const piece of text.match(/[^\r\n]*(?:\r\n|\r|\n|$)/g) ?? []) {
    if (piece === '') continue;
    if (joinsLineEnd(frames.at(-1), piece)) continue;
    let frame = frames.at(-1);
    if (!frame || frame.isComplete) {
      frame = { number: (frame?.number ?? 0) + 1, at, lines: [], isComplete: false };
      frames.push(frame);
    }
    extend(frame, piece);
    if (frame.isComplete) {
      count += 1;
      recent.push(at);
    }
  }
  const characters = tape.characters + text.length;
  const { startedAt = at } = tape;
  return { frames: frames.slice(-MOST_FRAMES), count, characters, startedAt, recent };
}

/** Frames a second over the last ten, or since it began, but no less than one. */
export function frameRate({ recent, startedAt = -Infinity }: FrameLog, now: number): number {
  const elapsedMs = Math.min(RATE_MS, Math.max(1000, now - startedAt));
  return recent.filter((time) => time > now - RATE_MS).length / (elapsedMs / 1000);
}

const copied = (frame: LoggedFrame): LoggedFrame => ({
  ...frame,
  lines: frame.lines.map((line) => ({ ...line })),
});

/** A LF whose CR came with the piece before: one line end, not two. */
function joinsLineEnd(frame: LoggedFrame | undefined, piece: string): boolean {
  const line = frame?.lines.at(-1);
  if (piece !== '\n' || line?.end !== '\r') return false;
  line.end = '\r\n';
  return true;
}

function extend(frame: LoggedFrame, piece: string): void {
  const end = /(?:\r\n|\r|\n)$/.exec(piece)?.[0] as LineEnd;
  const text = end === undefined ? piece : piece.slice(0, -end.length);
  let line = frame.lines.at(-1);
  if (!line || line.end !== undefined) {
    line = { text: '', length: 0, end: undefined };
    frame.lines.push(line);
  }
  line.text = (line.text + text).slice(0, MOST_SHOWN);
  line.length += text.length;
  line.end = end;
  frame.isComplete = line.length === 0 && end !== undefined;
}
