/** What rider and driver tell each other at the kerb, past the API: the PIN. */
export class PinExchange {
  private readonly pins = new Map<string, string>();
  private readonly waiting = new Map<string, (pin: string | undefined) => void>();

  /** The rider shows the PIN. */
  publish(tripId: string, pin: string): void {
    this.pins.set(tripId, pin);
    this.waiting.get(tripId)?.(pin);
  }

  /** The driver asks for it. Undefined when the signal aborts first. */
  waitForPin(tripId: string, signal: AbortSignal): Promise<string | undefined> {
    const pin = this.pins.get(tripId);
    if (pin !== undefined || signal.aborted) return Promise.resolve(pin);
    return new Promise((resolve) => {
      const leave = (): void => {
        answer(undefined);
      };
      const answer = (shown: string | undefined): void => {
        this.waiting.delete(tripId);
        signal.removeEventListener('abort', leave);
        resolve(shown);
      };
      this.waiting.set(tripId, answer);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** The trip is over. */
  forget(tripId: string): void {
    this.pins.delete(tripId);
  }
}
