/** Messages that a client may send at once. */
const BURST = 40;
/** Messages a second that a client may send in the long run: a client acknowledges in batches. */
const PER_SECOND = 20;

/** A token bucket: bounds how often the client of one socket sends messages and pings. */
export class MessageBudget {
  private tokens = BURST;
  private refilledAt = performance.now();

  /** Takes one token. @returns false when the client sends too often */
  take(): boolean {
    const now = performance.now();
    const refill = ((now - this.refilledAt) / 1000) * PER_SECOND;
    this.tokens = Math.min(BURST, this.tokens + refill);
    this.refilledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
