import type { WorkShift } from '#scenario';
import type { BreakRules } from './duty-rules.js';

/** A time on duty, in seconds since midnight of the first day; `to` is Infinity at the end of a day. */
export interface DutySpan {
  readonly from: number;
  readonly to: number;
}

export interface CarDutyParts {
  /** Undefined: the car is on duty all day. */
  readonly shift: WorkShift | undefined;
  readonly breaks: BreakRules | undefined;
  /** The first break of a shift is due after this share of the time between two breaks. */
  readonly firstBreakShare: number;
}

const DAY_SECONDS = 86_400;

/**
 * When one car is on duty. A shift ends and a break begins when it is due and the car is free, so a
 * car finishes the rides that it has. A break has its full length. Times are in seconds since
 * midnight of the first day.
 */
export class CarDuty {
  private readonly spans: DutySpan[] = [];
  private isWorking = false;
  /** Begin of the present time on duty, or of the next one. */
  private since: number;
  /** End of the present shift, or of the last one; without a shift there is none. */
  private shiftEndsAt: number;
  private breakAt = Infinity;

  constructor(private readonly parts: CarDutyParts) {
    this.shiftEndsAt = parts.shift ? -Infinity : Infinity;
    this.since = this.nextDuty(0);
    this.advance(0, 0);
  }

  /** Whether the car is on duty. */
  get isOn(): boolean {
    return this.isWorking;
  }

  /** When the end of the shift or a break is due; the car may still have a rider then. */
  get dueAt(): number {
    return Math.min(this.shiftEndsAt, this.breakAt);
  }

  /** The time at which a car off duty returns. */
  get returnsAt(): number {
    return this.since;
  }

  /**
   * Changes the duty until `at`.
   *
   * @param freeAt when the car is free; Infinity while it has an open offer
   * @returns whether the car went off duty or came back
   */
  advance(at: number, freeAt: number): boolean {
    let hasChanged = false;
    for (;;) {
      if (!this.isWorking) {
        if (this.since > at) return hasChanged;
        this.begin();
      } else {
        const leavesAt = Math.max(this.dueAt, freeAt);
        if (leavesAt > at) return hasChanged;
        this.leave(leavesAt);
      }
      hasChanged = true;
    }
  }

  /** The times on duty until now, in their order; the present one ends at Infinity. */
  listSpans(): readonly DutySpan[] {
    return this.isWorking ? [...this.spans, { from: this.since, to: Infinity }] : this.spans;
  }

  private begin(): void {
    const { breaks, firstBreakShare, shift } = this.parts;
    const isNewShift = shift ? this.since >= this.shiftEndsAt : this.spans.length === 0;
    if (shift && isNewShift) this.shiftEndsAt = this.endOfShiftAt(this.since);
    const share = isNewShift ? firstBreakShare : 1;
    if (breaks) this.breakAt = this.since + share * breaks.everySeconds;
    this.isWorking = true;
  }

  private leave(at: number): void {
    if (at > this.since) this.spans.push({ from: this.since, to: at });
    this.isWorking = false;
    const { breaks } = this.parts;
    const returnsAt = this.shiftEndsAt <= at ? at : at + (breaks?.seconds ?? 0);
    // A break that would last until after the shift is its end.
    this.since = returnsAt >= this.shiftEndsAt ? this.nextDuty(returnsAt) : returnsAt;
  }

  /** When the first shift after the last one begins: at once if it has begun by `at`. */
  private nextDuty(at: number): number {
    const { shift } = this.parts;
    if (!shift) return at;
    const endsAt = this.endOfShiftAt(at);
    if (endsAt > at && endsAt > this.shiftEndsAt) return at;
    const days = Math.ceil((at - shift.startSeconds) / DAY_SECONDS);
    return days * DAY_SECONDS + shift.startSeconds;
  }

  private endOfShiftAt(at: number): number {
    const { shift } = this.parts;
    if (!shift) return Infinity;
    const days = Math.floor((at - shift.startSeconds) / DAY_SECONDS);
    return this.endOfShift(days * DAY_SECONDS + shift.startSeconds);
  }

  private endOfShift(start: number): number {
    const { startSeconds, endSeconds } = this.parts.shift!;
    const hours = endSeconds - startSeconds;
    return start + (hours > 0 ? hours : hours + DAY_SECONDS);
  }
}
