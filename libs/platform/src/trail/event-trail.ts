import { hostname } from 'node:os';

/**
 * What a process has done with an event. `read`: its tail has read it. `published`: NATS has
 * confirmed it to the relay. `heard`: it arrived over NATS. `written`: it was handed to the socket of
 * a stream when it was live, or `replayed`: from the mailbox. `acked`: the client has acknowledged its
 * stream up to the number.
 */
export type TrailStep = 'read' | 'published' | 'heard' | 'written' | 'replayed' | 'acked';

export interface TrailNote {
  step: TrailStep;
  /** The id of the event; empty for an acknowledgement. */
  event: string;
  /** The stream, and the number of the event there; absent for what concerns all its streams. */
  stream?: string;
  seq?: number;
  /** The connection, as `GET /v1/ops/connections` names it. */
  connection?: string;
}

export interface TrailEntry extends TrailNote {
  /** Milliseconds since 1970 by the clock of this process. */
  at: number;
}

/** The notes that are asked for. */
export interface TrailQuery {
  events: ReadonlySet<string>;
  /** By stream, the numbers whose acknowledgement is asked for. */
  acks: ReadonlyMap<string, { from: number; to: number }>;
}

/**
 * Notes that are kept: more than a minute of 2,000 deliveries a second. They take up to 20 MB; the
 * oldest one makes room for the next.
 */
const CAPACITY = 131_072;

/**
 * The last steps of events at this process, for the timeline of a trip. Columns instead of objects: a
 * note replaces the values of the oldest one, and keeps nothing but them.
 */
export class EventTrail {
  /** Names this process in a timeline: the machine and the number of the process there. */
  readonly process = `${hostname()}:${process.pid}`;
  private readonly startedAt = Date.now();
  private readonly times: number[] = [];
  private readonly steps: TrailStep[] = [];
  private readonly events: string[] = [];
  private readonly streams: (string | undefined)[] = [];
  private readonly seqs: (number | undefined)[] = [];
  private readonly connections: (string | undefined)[] = [];
  private count = 0;

  /** @param capacity the notes that are kept */
  constructor(private readonly capacity = CAPACITY) {}

  /** From when on the notes of this process are complete; milliseconds since 1970. */
  get keepsSince(): number {
    if (this.count <= this.capacity) return this.startedAt;
    return this.times[this.count % this.capacity] ?? this.startedAt;
  }

  note({ step, event, stream, seq, connection }: TrailNote): void {
    const slot = this.count % this.capacity;
    this.times[slot] = Date.now();
    this.steps[slot] = step;
    this.events[slot] = event;
    this.streams[slot] = stream;
    this.seqs[slot] = seq;
    this.connections[slot] = connection;
    this.count += 1;
  }

  /**
   * The entries about the events and the acknowledgements of a query, oldest first, at most `limit`.
   * It looks at all notes, which takes some milliseconds.
   */
  find({ events, acks }: TrailQuery, limit: number): TrailEntry[] {
    const found: TrailEntry[] = [];
    const open = new Map(acks);
    for (let n = Math.max(0, this.count - this.capacity); n < this.count; n += 1) {
      const slot = n % this.capacity;
      const isWanted =
        this.steps[slot] === 'acked'
          ? this.answersAck(slot, open)
          : events.has(this.events[slot] ?? '');
      if (isWanted) found.push(this.read(slot));
      if (found.length === limit) break;
    }
    return found;
  }

  /** Takes the first acknowledgement beyond a range too, and those after it no more. */
  private answersAck(slot: number, open: Map<string, { from: number; to: number }>): boolean {
    const stream = this.streams[slot] ?? '';
    const seq = this.seqs[slot] ?? 0;
    const range = open.get(stream);
    if (!range || seq < range.from) return false;
    if (seq >= range.to) open.delete(stream);
    return true;
  }

  private read(slot: number): TrailEntry {
    return {
      at: this.times[slot] ?? 0,
      step: this.steps[slot] ?? 'read',
      event: this.events[slot] ?? '',
      stream: this.streams[slot],
      seq: this.seqs[slot],
      connection: this.connections[slot],
    };
  }
}
