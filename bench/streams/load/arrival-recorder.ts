import { sendToParent } from '../process/serve-calls.js';

/** What is noted of each event: nothing, how old its stamp is, or when stamp `n` arrived. */
export type RecordMode = 'count' | 'age' | 'arrival';

/** Counts what arrives on all connections of this process. */
export class ArrivalRecorder {
  received = 0;
  /** Microseconds of the shared clock. */
  lastAt = 0;
  /** Ages in microseconds, or arrivals by stamp. */
  values = new Float64Array(0);
  private mode: RecordMode = 'count';
  private reported = 0;
  private reportEvery = 1000;
  private wanted = Infinity;
  private onWanted: () => void = () => undefined;

  start(noting: RecordMode, capacity: number, tellEvery: number): void {
    this.mode = noting;
    this.values = new Float64Array(capacity);
    this.reportEvery = tellEvery;
    this.received = 0;
    this.reported = 0;
    this.lastAt = 0;
    this.wanted = Infinity;
  }

  /** Resolves when so many have arrived, or when nothing has for a while. */
  async awaitCount(count: number, patienceMs: number): Promise<void> {
    this.wanted = count;
    let before = -1;
    while (this.received < count && this.received > before) {
      before = this.received;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patienceMs);
        this.onWanted = () => {
          clearTimeout(timer);
          resolve();
        };
        if (this.received >= count) this.onWanted();
      });
    }
  }

  record(stamp: number, at: number): void {
    if (this.mode === 'age') this.values[this.received] = at - stamp;
    else if (this.mode === 'arrival') this.values[stamp] = at;
    this.received += 1;
    this.lastAt = at;
    if (this.received >= this.wanted) this.onWanted();
  }

  /** After each read: whoever makes the events is told how many got here. */
  reportProgress(): void {
    if (this.received - this.reported < this.reportEvery) return;
    this.reported = this.received;
    sendToParent({ arrived: this.received });
  }
}
