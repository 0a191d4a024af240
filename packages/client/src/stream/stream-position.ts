/**
 * The position up to which a stream was delivered. It outlives connections and moves only with
 * messages that were received, so that a resume neither skips nor repeats an event.
 */
export class StreamPosition {
  #history = '';
  #last = 0;
  /** Whether the next event must have the next number. */
  #isContinuous = true;

  constructor(cursor?: string) {
    if (cursor !== undefined) this.moveTo(cursor);
  }

  /** The cursor to present on resume; undefined requests a snapshot. */
  get cursor(): string | undefined {
    return this.#history === '' ? undefined : `${this.#history}-${this.#last}`;
  }

  /** The epoch of the cursor; `''` before the first message. */
  get epoch(): string {
    return this.#history;
  }

  get seq(): number {
    return this.#last;
  }

  /** Moves to the cursor of a snapshot, which may be lower: a reset begins another history. */
  moveTo(cursor: string): void {
    const { epoch, seq } = parseCursor(cursor);
    this.#history = epoch;
    this.#last = seq;
    this.#isContinuous = true;
  }

  /** A connection begins. Unless it resumes, its first message need not continue from here. */
  begin(mode: 'fresh' | 'resumed' | 'reset'): void {
    this.#isContinuous = mode === 'resumed';
  }

  /**
   * @returns false for an event that was delivered before
   * @throws Error when events are missing before this one. The server never skips any, so they were lost on
   *   the way, and the caller resumes from the position that is kept.
   */
  advance(cursor: string): boolean {
    const { epoch, seq } = parseCursor(cursor);
    if (epoch === this.#history && seq <= this.#last) return false;
    const isNext = epoch === this.#history && seq === this.#last + 1;
    if (this.#isContinuous && this.#history !== '' && !isNext) {
      throw new Error(`Events are missing between ${this.#history}-${this.#last} and ${cursor}`);
    }
    this.#history = epoch;
    this.#last = seq;
    this.#isContinuous = true;
    return true;
  }
}

/** @throws Error when the text is not `<epoch>-<seq>`, so the server is no Tripstream server */
export function parseCursor(cursor: string): { epoch: string; seq: number } {
  const match = /^([0-9A-Za-z]{1,40})-(\d{1,16})$/.exec(cursor);
  if (!match?.[1] || !match[2]) throw new Error(`"${cursor}" is not a cursor`);
  return { epoch: match[1], seq: Number(match[2]) };
}
