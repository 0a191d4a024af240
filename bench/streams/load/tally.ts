import { tellParent } from '../process/serve-calls.js';

/** What is noted of each event: nothing, how old its stamp is, or when stamp `n` arrived. */
export type Noting = 'count' | 'age' | 'arrival';

/** Counts what arrives on all connections of this process. */
export class Tally {
  received = 0;
  /** Microseconds of the shared clock. */
  lastAt = 0;
  /** Ages in microseconds, or arrivals by stamp. */
  notes = new Float64Array(0);
  private noting: Noting = 'count';
  private told = 0;
  private tellEvery = 1000;
  private wanted = Infinity;
  private onWanted: () => void = () => undefined;

  begin(noting: Noting, capacity: number, tellEvery: number): void {
    this.noting = noting;
    this.notes = new Float64Array(capacity);
    this.tellEvery = tellEvery;
    this.received = 0;
    this.told = 0;
    this.lastAt = 0;
    this.wanted = Infinity;
  }

  /** Resolves when so many have arrived, or when nothing has for a while. */
  async reached(count: number, patienceMs: number): Promise<void> {
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

  event(stamp: number, at: number): void {
    if (this.noting === 'age') this.notes[this.received] = at - stamp;
    else if (this.noting === 'arrival') this.notes[stamp] = at;
    this.received += 1;
    this.lastAt = at;
    if (this.received >= this.wanted) this.onWanted();
  }

  /** After each read: whoever makes the events is told how many got here. */
  afterRead(): void {
    if (this.received - this.told < this.tellEvery) return;
    this.told = this.received;
    tellParent({ arrived: this.received });
  }
}
