import { sendToParent } from '../process/serve-calls.js';

/** What is recorded of each event: its arrival only, the age of its stamp, or when stamp `n` arrived. */
export type RecordMode = 'count' | 'age' | 'arrival';

export interface RecordPlan {
  mode: RecordMode;
  /** The number of values to record at most. */
  capacity: number;
  /** The number of arrivals between two reports to the parent process. */
  reportEvery: number;
}

/** Records what arrives on all connections of this process. */
export class ArrivalRecorder {
  received = 0;
  /** The time of the latest arrival, in microseconds of the shared clock. */
  lastAt = 0;
  /** Ages in microseconds, or times of arrival by stamp. */
  values = new Float64Array(0);
  private mode: RecordMode = 'count';
  private reported = 0;
  private reportEvery = 1000;
  private wanted = Infinity;
  private onWanted: () => void = () => undefined;

  start({ mode, capacity, reportEvery }: RecordPlan): void {
    this.mode = mode;
    this.values = new Float64Array(capacity);
    this.reportEvery = reportEvery;
    this.received = 0;
    this.reported = 0;
    this.lastAt = 0;
    this.wanted = Infinity;
  }

  /** Resolves after `count` arrivals, or when none happens for `idleLimitMs`. */
  async awaitCount(count: number, idleLimitMs: number): Promise<void> {
    this.wanted = count;
    let before = -1;
    while (this.received < count && this.received > before) {
      before = this.received;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, idleLimitMs);
        this.onWanted = () => {
          clearTimeout(timer);
          resolve();
        };
        if (this.received >= count) this.onWanted();
      });
    }
  }

  record(stamp: number, receivedAt: number): void {
    if (this.mode === 'age') this.values[this.received] = receivedAt - stamp;
    else if (this.mode === 'arrival') this.values[stamp] = receivedAt;
    this.received += 1;
    this.lastAt = receivedAt;
    if (this.received >= this.wanted) this.onWanted();
  }

  /** Reports the number of arrivals to the producer of the events. Call it after each read. */
  reportProgress(): void {
    if (this.received - this.reported < this.reportEvery) return;
    this.reported = this.received;
    sendToParent({ arrived: this.received });
  }
}
