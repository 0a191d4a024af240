/**
 * How far a stream was handed over. Survives connections; moves only with what was
 * really received, so that a resume misses and repeats nothing.
 */
export class StreamPosition {
  private history = '';
  private last = 0;

  constructor(cursor?: string) {
    if (cursor !== undefined) this.moveTo(cursor);
  }

  /** What to present when resuming; undefined asks for a snapshot. */
  get cursor(): string | undefined {
    return this.history === '' ? undefined : `${this.history}-${this.last}`;
  }

  /** `''` before anything is known. */
  get epoch(): string {
    return this.history;
  }

  get seq(): number {
    return this.last;
  }

  /** A snapshot may also move back: after a reset its history is another one. */
  moveTo(cursor: string): void {
    const { epoch, seq } = parseCursor(cursor);
    this.history = epoch;
    this.last = seq;
  }

  /** @returns false for an event that was handed over before */
  advance(cursor: string): boolean {
    const { epoch, seq } = parseCursor(cursor);
    if (epoch === this.history && seq <= this.last) return false;
    this.history = epoch;
    this.last = seq;
    return true;
  }
}

/** @throws when it isn't `<epoch>-<seq>`: the other side isn't a Tripstream server */
export function parseCursor(cursor: string): { epoch: string; seq: number } {
  const match = /^([0-9A-Za-z]{1,40})-(\d{1,16})$/.exec(cursor);
  if (!match?.[1] || !match[2]) throw new Error(`"${cursor}" is not a cursor`);
  return { epoch: match[1], seq: Number(match[2]) };
}
