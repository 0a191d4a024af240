/** The characters that ended a line; undefined while the rest of the line is outstanding. */
export type LineEnd = '\n' | '\r' | '\r\n' | undefined;

export interface FrameLine {
  /** The first `MOST_SHOWN` characters of the line. */
  text: string;
  /** Characters of the whole line. */
  length: number;
  end: LineEnd;
}

/** The lines up to an empty one, which is included. */
export interface LoggedFrame {
  number: number;
  /** The arrival of its first character, in milliseconds. */
  at: number;
  lines: FrameLine[];
  isComplete: boolean;
}

/** Characters that are kept of a line. A `city.state` frame of a large city has 200,000. */
export const MOST_SHOWN = 200;
/** Frames that are kept. Beyond this bound the oldest are dropped. */
export const MOST_FRAMES = 40;
/** The period over which the rate is measured. */
const RATE_MS = 10_000;

export interface FrameLog {
  /** The last frames, oldest first. */
  frames: readonly LoggedFrame[];
  /** All complete frames so far, including those that were dropped. */
  count: number;
  characters: number;
  /** The arrival of the first character; undefined before it. */
  startedAt: number | undefined;
  /** The times at which the frames of the last period were complete. */
  recent: readonly number[];
}

export const emptyFrameLog: FrameLog = {
  frames: [],
  count: 0,
  characters: 0,
  startedAt: undefined,
  recent: [],
};

/** Appends a piece of the stream. It may end within a line, and between CR and LF. */
export function append(log: FrameLog, text: string, at: number): FrameLog {
  const last = log.frames.at(-1);
  const frames = last ? [...log.frames.slice(0, -1), copyOf(last)] : [];
  let { count } = log;
  const recent = log.recent.filter((time) => time > at - RATE_MS);
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
  const characters = log.characters + text.length;
  const { startedAt = at } = log;
  return { frames: frames.slice(-MOST_FRAMES), count, characters, startedAt, recent };
}

/** Frames a second over the last ten seconds, or over the age of the stream, at least one second. */
export function frameRate({ recent, startedAt = -Infinity }: FrameLog, now: number): number {
  const elapsedMs = Math.min(RATE_MS, Math.max(1000, now - startedAt));
  return recent.filter((time) => time > now - RATE_MS).length / (elapsedMs / 1000);
}

const copyOf = (frame: LoggedFrame): LoggedFrame => ({
  ...frame,
  lines: frame.lines.map((line) => ({ ...line })),
});

/** An LF whose CR ended the piece before belongs to the same line end. */
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
