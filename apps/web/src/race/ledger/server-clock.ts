/** A message in which the server said its time, with the times of the browser around it. */
export interface ClockReading {
  /** Milliseconds since 1970 by the browser's clock, before the request was sent. */
  sentAt: number;
  /** The same clock, when the answer was there. */
  receivedAt: number;
  /** Milliseconds since 1970 by the server's clock, at some moment between the two. */
  serverTime: number;
}

/**
 * Estimates the server's clock, so that the age of an event can be measured in a browser whose clock
 * is wrong. The reading with the shortest round trip is the most exact one (Cristian, "Probabilistic
 * clock synchronization", 1989): its error is at most half of that round trip.
 */
export class ServerClock {
  private offsetMs = 0;
  private bound = Infinity;

  observe({ sentAt, receivedAt, serverTime }: ClockReading): void {
    const bound = (receivedAt - sentAt) / 2;
    if (!(bound >= 0 && bound < this.bound)) return;
    const offsetMs = serverTime - (sentAt + receivedAt) / 2;
    this.bound = bound;
    // Clocks that may be equal are taken as equal: a browser on the machine of the server reads the same one.
    this.offsetMs = Math.abs(offsetMs) <= bound ? 0 : offsetMs;
  }

  /** @param browserTime milliseconds since 1970 by the browser's clock */
  toServerTime(browserTime: number): number {
    return browserTime + this.offsetMs;
  }

  /** The greatest error of the estimate in milliseconds; undefined before the first reading. */
  get errorMs(): number | undefined {
    return Number.isFinite(this.bound) ? this.bound : undefined;
  }
}
