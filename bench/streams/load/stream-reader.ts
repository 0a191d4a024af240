import { STAMP_LENGTH, STAMP_MARK } from '../event/sample-event.js';
import type { ArrivalRecorder } from './arrival-recorder.js';

const FRAME_END = Buffer.from('\n\n');
const MARK = Buffer.from(STAMP_MARK);
const ZERO = 0x30;
const CARRIAGE_RETURN = 0x0d;
const STATUS_OK = 'HTTP/1.1 200';

/**
 * Finds the events in the bytes of one connection. It knows just enough: a frame ends with
 * an empty line, an event has our mark in it; heartbeats and other frames have not. HTTP's
 * chunk sizes stand between frames and are never looked at.
 */
export class StreamScanner {
  events = 0;
  isReady = false;
  /** Called once, when the stream is live. */
  onReady: () => void = () => undefined;
  /** What began and hasn't ended. Empty nearly always: a frame is written whole. */
  private rest: Buffer | undefined;
  private answered = false;

  /** @param readyText what the server sends when the stream is live */
  constructor(
    private readonly readyText: string,
    private readonly recorder: Pick<ArrivalRecorder, 'record'>,
  ) {}

  /**
   * @param bytes overwritten by the next read, so nothing of it may be kept
   * @returns what is wrong, if anything is
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
    // The line end of a chunk follows its frame, and belongs to nobody.
    const isChunkEnd = left === 2 && data[from] === CARRIAGE_RETURN;
    if (left > 0 && !isChunkEnd) this.rest = Buffer.from(data.subarray(from));
    return undefined;
  }

  private scanStart(data: Buffer): string | undefined {
    const text = data.toString('latin1');
    if (text.length < STATUS_OK.length) return undefined;
    // Only the first bytes begin with the status; frames that follow them don't.
    if (!this.answered && !text.startsWith(STATUS_OK)) return text.slice(0, 300);
    this.answered = true;
    this.isReady = text.includes(this.readyText);
    if (this.isReady) this.onReady();
    return undefined;
  }
}

/** Of the event that stands there; undefined when it is another frame. */
function findStamp(data: Buffer, from: number, end: number): number | undefined {
  const mark = data.indexOf(MARK, from);
  if (mark < 0 || mark > end) return undefined;
  const place = mark + MARK.length;
  let stamp = 0;
  for (let digit = 0; digit < STAMP_LENGTH; digit++) {
    stamp = stamp * 10 + (data[place + digit] ?? ZERO) - ZERO;
  }
  return stamp;
}
