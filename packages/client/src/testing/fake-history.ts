import type { ResetReason } from '#contracts';
import type { FakeClock } from './fake-clock.js';
import { newId } from './new-id.js';

/** An event at its place in one stream. */
export interface HistoryEntry {
  seq: number;
  type: string;
  data: object;
}

/** How a stream answers a presented cursor. */
export type ResumeDecision =
  { mode: 'fresh' } | { mode: 'resumed'; after: number } | { mode: 'reset'; reason: ResetReason };

interface Mailbox {
  head: number;
  entries: HistoryEntry[];
}

const CURSOR = /^([0-9A-Za-z]{1,40})-(0|[1-9]\d{0,15})$/;

/** The replayable events of all streams. Each keeps a bounded number: beyond it the oldest go. */
export class FakeHistory {
  epoch: string;
  #mailboxes = new Map<string, Mailbox>();
  /** Called with each entry after it was appended. */
  onAppended: (stream: string, entry: HistoryEntry) => void = () => undefined;

  constructor(
    private readonly clock: FakeClock,
    private readonly limit: number,
  ) {
    this.epoch = this.#newEpoch();
  }

  /** Appends one event to several streams, as the server commits it. */
  append(event: { type: string; subject: string; data: object }, streams: string[]): void {
    const { type, subject, data } = event;
    const time = this.clock.iso();
    const envelope = { specversion: '1.0', id: newId(this.clock.now()), source: '/tripstream' };
    const cloudEvent = structuredClone({ ...envelope, type, subject, time, data });
    for (const stream of streams) {
      const mailbox = this.#mailboxOf(stream);
      mailbox.head += 1;
      const entry = { seq: mailbox.head, type, data: cloudEvent };
      mailbox.entries.push(entry);
      if (mailbox.entries.length > this.limit) mailbox.entries.shift();
      this.onAppended(stream, entry);
    }
  }

  headOf(stream: string): number {
    return this.#mailboxes.get(stream)?.head ?? 0;
  }

  cursorAt(seq: number): string {
    return `${this.epoch}-${seq}`;
  }

  read(stream: string, after: number): HistoryEntry[] {
    return this.#mailboxes.get(stream)?.entries.filter(({ seq }) => seq > after) ?? [];
  }

  decide(stream: string, presented: string | null): ResumeDecision {
    if (!presented) return { mode: 'fresh' };
    const [, epoch, digits] = CURSOR.exec(presented) ?? [];
    const after = Number(digits);
    if (!epoch || !Number.isSafeInteger(after)) return { mode: 'reset', reason: 'unknown_cursor' };
    if (after === 0) return { mode: 'fresh' };
    if (epoch !== this.epoch) return { mode: 'reset', reason: 'foreign_epoch' };
    const head = this.headOf(stream);
    if (after > head) return { mode: 'reset', reason: 'cursor_ahead' };
    const isTrimmed = after < head && this.read(stream, after)[0]?.seq !== after + 1;
    return isTrimmed ? { mode: 'reset', reason: 'history_trimmed' } : { mode: 'resumed', after };
  }

  /** Loses all events, as a database that was restored, or only those before now. */
  reset(how: 'restored' | 'trimmed'): void {
    if (how === 'trimmed') for (const mailbox of this.#mailboxes.values()) mailbox.entries = [];
    else {
      this.#mailboxes = new Map();
      this.epoch = this.#newEpoch();
    }
  }

  #newEpoch(): string {
    return newId(this.clock.now()).replaceAll('-', '').slice(-16);
  }

  #mailboxOf(stream: string): Mailbox {
    const known = this.#mailboxes.get(stream) ?? { head: 0, entries: [] };
    this.#mailboxes.set(stream, known);
    return known;
  }
}
