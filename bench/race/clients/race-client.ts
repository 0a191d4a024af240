import { clockMicros } from '../../streams/clock.js';

/** What the network has done to one client, and what the client has received. */
export interface ClientFigures {
  /** By event id, the time of its first arrival, in microseconds of the shared clock. */
  arrivals: Map<string, number>;
  /** Events that came again. */
  repeated: number;
  /** Events that had committed while the client had no connection, and that its cursor brought. */
  replayed: number;
  /** HTTP requests, handshakes included, and messages that the client has sent. */
  requests: number;
}

const noFigures = (): ClientFigures => ({
  arrivals: new Map(),
  repeated: 0,
  replayed: 0,
  requests: 0,
});

/** A frame of a stream, however it was carried. */
export interface RaceFrame {
  id?: string | undefined;
  event?: string | undefined;
  /** The object of `data`. */
  data: unknown;
}

interface Opened {
  mode: string;
  from: string;
  head: string;
}

/** The state of one client: its cursor, and what it has seen. */
export class RaceClient {
  cursor: string | undefined;
  figures = noFigures();
  private resolveReady: () => void = () => undefined;
  /** Resolves when the client has its first snapshot. */
  readonly ready = new Promise<void>((resolve) => (this.resolveReady = resolve));

  constructor(
    readonly port: number,
    readonly token: string,
  ) {}

  /** Takes a frame. The cursor moves with each one, as the contract says. */
  take({ id, event, data }: RaceFrame): void {
    if (id !== undefined) this.cursor = id;
    if (event === 'stream.opened') this.noteOpened(data as Opened);
    else if (event === 'stream.snapshot') this.resolveReady();
    else if (event !== 'stream.closing') this.noteEvent((data as { id: string }).id);
  }

  /** Notes that the client is as far as a snapshot, without a frame of it. */
  noteSnapshot(cursor: string): void {
    this.cursor = cursor;
    this.resolveReady();
  }

  noteEvent(id: string): void {
    if (this.figures.arrivals.has(id)) this.figures.repeated += 1;
    else this.figures.arrivals.set(id, clockMicros());
  }

  /** Begins to count anew. */
  reset(): void {
    this.figures = noFigures();
  }

  private noteOpened({ mode, from, head }: Opened): void {
    if (mode === 'resumed') this.figures.replayed += seqOf(head) - seqOf(from);
  }
}

const seqOf = (cursor: string): number => Number(cursor.split('-')[1]);
