interface Flight<Result> {
  running: Promise<Result>;
  /** The read that begins when the running one has ended; all later callers share it. */
  next?: Promise<Result>;
}

/**
 * Shares a read between concurrent callers with the same key: at most one runs, and one waits. A
 * caller never gets the result of a read that began before the call, so a right that has just been
 * revoked is not granted again. The number of keys with a caller bounds the memory.
 */
export class KeyedSingleFlight<Result> {
  private readonly flights = new Map<string, Flight<Result>>();

  run(key: string, read: () => Promise<Result>): Promise<Result> {
    const flight = this.flights.get(key);
    if (!flight) return this.begin(key, read);
    const again = (): Promise<Result> => this.begin(key, read);
    return (flight.next ??= flight.running.then(again, again));
  }

  private begin(key: string, read: () => Promise<Result>): Promise<Result> {
    const flight: Flight<Result> = { running: read() };
    this.flights.set(key, flight);
    const end = (): void => {
      if (!flight.next && this.flights.get(key) === flight) this.flights.delete(key);
    };
    flight.running.then(end, end);
    return flight.running;
  }
}
