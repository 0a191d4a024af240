/** Passes the PIN from rider to driver at the pickup, outside the API. */
export class PinExchange {
  private readonly pins = new Map<string, string>();
  private readonly waiting = new Map<string, (pin: string | undefined) => void>();

  /** The rider shows the PIN of a trip, if the trip contains it. */
  show({ id, pin }: { id: string; pin?: string | undefined }): void {
    if (pin !== undefined) this.publish(id, pin);
  }

  /** The rider shows the PIN. The same PIN again answers no driver whom the server refused. */
  publish(tripId: string, pin: string): void {
    if (this.pins.get(tripId) === pin) return;
    this.pins.set(tripId, pin);
    this.waiting.get(tripId)?.(pin);
  }

  /**
   * Resolves with the PIN for the driver, or with undefined when the signal aborts first.
   *
   * @param refused a PIN that the server refused: the rider shows that of the driver before
   */
  waitForPin(tripId: string, signal: AbortSignal, refused?: string): Promise<string | undefined> {
    const pin = this.pins.get(tripId);
    if (signal.aborted) return Promise.resolve(undefined);
    if (pin !== undefined && pin !== refused) return Promise.resolve(pin);
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

  /** Deletes the PIN when the trip has ended. */
  forget(tripId: string): void {
    this.pins.delete(tripId);
  }
}
