import { STAMP_LENGTH, STAMP_MARK } from '../event/sample-event.js';
import type { ArrivalRecorder } from './arrival-recorder.js';

const FRAME_END = Buffer.from('\n\n');
const MARK = Buffer.from(STAMP_MARK);
const ZERO = 0x30;
const CARRIAGE_RETURN = 0x0d;
const STATUS_OK = 'HTTP/1.1 200';

/**
 * Finds the events in the bytes of one connection. A frame ends with an empty line, and only
 * an event contains the mark; heartbeats and other frames do not. The scanner skips the
 * chunk sizes of HTTP, which stand between frames.
 */
export class StreamScanner {
  events = 0;
  isReady = false;
  /** Called once, when the stream becomes live. */
  onReady: () => void = () => undefined;
  /** The incomplete frame at the end of the last read; mostly none, as servers write whole frames. */
  private rest: Buffer | undefined;
  private answered = false;

  /** @param readyText the text that the server sends when the stream is live */
  constructor(
    private readonly readyText: string,
    private readonly recorder: Pick<ArrivalRecorder, 'record'>,
  ) {}

  /**
   * @param bytes the next read overwrites them, so the scanner copies what it keeps
   * @returns the response of a server that refuses the stream; undefined when all is well
   */
  scan(bytes: Buffer, at: number): string | undefined {
    const data = this.rest ? Buffer.concat([this.rest, bytes]) : bytes;
    this.rest = undefined;
    if (!this.isReady) {
      const problem = this.scanStart(data);
      if (problem) return problem;
    }
    let from = 0;
    for (;;) {
      const end = data.indexOf(FRAME_END, from);
      if (end < 0) break;
      const stamp = findStamp(data, from, end);
      if (stamp !== undefined) {
        this.events += 1;
        this.recorder.record(stamp, at);
      }
      from = end + FRAME_END.length;
    }
    const left = data.length - from;
    // The line end of an HTTP chunk follows the frame and is no part of the next frame.
    const isChunkEnd = left === 2 && data[from] === CARRIAGE_RETURN;
    if (left > 0 && !isChunkEnd) this.rest = Buffer.from(data.subarray(from));
    return undefined;
  }

  private scanStart(data: Buffer): string | undefined {
    const text = data.toString('latin1');
    if (text.length < STATUS_OK.length) return undefined;
    // Only the first read begins with the status line; later reads begin with frames.
    if (!this.answered && !text.startsWith(STATUS_OK)) return text.slice(0, 300);
    this.answered = true;
    this.isReady = text.includes(this.readyText);
    if (this.isReady) this.onReady();
    return undefined;
  }
}

/** The stamp of the event in this frame; undefined for any other frame. */
function findStamp(data: Buffer, from: number, end: number): number | undefined {
  const mark = data.indexOf(MARK, from);
  if (mark < 0 || mark > end) return undefined;
  const start = mark + MARK.length;
  let stamp = 0;
  for (let digit = 0; digit < STAMP_LENGTH; digit++) {
    stamp = stamp * 10 + (data[start + digit] ?? ZERO) - ZERO;
  }
  return stamp;
}
