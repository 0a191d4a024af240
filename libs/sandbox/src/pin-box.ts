/** The PIN that a client has said to a driver. Only the latest counts. */
export class PinBox {
  private pin: string | undefined;
  private waiting: ((pin: string | undefined) => void) | undefined;

  put(pin: string): void {
    this.pin = pin;
    this.waiting?.(pin);
  }

  /** Takes the PIN. It resolves with undefined when the signal aborts first. */
  take(signal: AbortSignal): Promise<string | undefined> {
    const known = this.pin;
    this.pin = undefined;
    if (known !== undefined || signal.aborted) return Promise.resolve(known);
    return new Promise((resolve) => {
      const leave = (): void => {
        answer(undefined);
      };
      const answer = (pin: string | undefined): void => {
        this.waiting = undefined;
        this.pin = undefined;
        signal.removeEventListener('abort', leave);
        resolve(pin);
      };
      this.waiting = answer;
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  clear(): void {
    this.pin = undefined;
  }
}
