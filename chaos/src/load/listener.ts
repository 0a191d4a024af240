import type { AnyCloudEvent, StreamId } from '#contracts';
import { StreamConnection, type EventDelivery, type StreamState } from '#client';
import type { LoadBook, StreamRecord } from './load-book.js';

export interface ListenerOptions {
  baseUrl: string;
  path: string;
  token: string;
  stream: StreamId;
  /** Who listens, for messages. */
  client: string;
  book: LoadBook;
  /** What in this event is none of theirs, if anything. */
  foreign?: (event: AnyCloudEvent) => string | undefined;
  onEvent?: (event: AnyCloudEvent) => void;
  onSnapshot?: (snapshot: unknown) => void;
}

/** A stream read through the project's own SDK, with everything written down. */
export class Listener {
  readonly record: StreamRecord;
  /** Resolves with the first snapshot: nothing can be missed from then on. */
  readonly ready: Promise<void>;
  private readonly connection: StreamConnection;
  private onReady: () => void = () => undefined;

  constructor(private readonly options: ListenerOptions) {
    const { book, client, stream, baseUrl, path, token } = options;
    this.record = book.openStream(client, stream);
    this.ready = new Promise((resolve) => (this.onReady = resolve));
    this.connection = new StreamConnection({
      ...{ baseUrl, path, token },
      onEvent: (event, delivery) => {
        this.hear(event, delivery);
      },
      onDuplicate: (event, delivery) => {
        this.write(event, delivery);
      },
      onSnapshot: (snapshot, { seq }) => {
        this.record.log.heard.push({ kind: 'snapshot', seq });
        this.record.handed.push({ seq, isSnapshot: true });
        this.onReady();
        options.onSnapshot?.(snapshot);
      },
      onState: (state) => {
        this.follow(state);
      },
    });
    this.connection.connect();
  }

  get seq(): number {
    return this.connection.seq;
  }

  get stream(): StreamId {
    return this.options.stream;
  }

  /** Cuts its own line, as a tunnel does; it comes back at once. */
  drop(): void {
    this.connection.disconnect();
    this.connection.connect();
  }

  close(): void {
    this.onReady();
    this.connection.close();
  }

  private hear(event: AnyCloudEvent, delivery: EventDelivery): void {
    this.record.handed.push({ seq: delivery.seq, isSnapshot: false });
    this.write(event, delivery);
    this.options.onEvent?.(event);
  }

  private write(event: AnyCloudEvent, { seq, connection, replayed }: EventDelivery): void {
    const { id: eventId, type, time } = event;
    const how = { receivedAtMs: Date.now(), connection, replayed };
    this.record.log.heard.push({ kind: 'event', seq, eventId, type, time, ...how });
    this.options.book.events += 1;
    const foreign = this.options.foreign?.(event);
    if (foreign) this.options.book.leaks.push(`${this.options.client}: ${type} ${foreign}`);
    if (JSON.stringify(event).includes('"pin"')) {
      this.options.book.leaks.push(`${this.options.client}: ${type} carries a PIN`);
    }
  }

  private follow(state: StreamState): void {
    const { book, client } = this.options;
    if (state.status === 'ended') {
      this.onReady();
      if (state.problem) book.problem(`stream of ${client}`, state.problem);
    }
    if (state.status === 'waiting') book.losses += 1;
    if (state.status !== 'open') return;
    const { opened, presented, connection } = state.opening;
    const { mode, from, reason } = opened;
    this.record.openings.push({ presented, mode, from, ...(reason && { reason }) });
    if (connection > 1) book.reconnects += 1;
  }
}
