import type { AnyCloudEvent, StreamId } from '#contracts';
import { StreamConnection, type EventDelivery, type StreamState } from '#client';
import { recordEvent } from '#simulation';
import type { StreamRecord, WorkloadJournal } from './workload-journal.js';

export interface SubscriberOptions {
  baseUrl: string;
  path: string;
  token: string;
  stream: StreamId;
  /** The client's name in messages. */
  client: string;
  journal: WorkloadJournal;
  /** @returns what in this event must not reach the client, or undefined */
  findForeignData?: (event: AnyCloudEvent) => string | undefined;
  onEvent?: (event: AnyCloudEvent) => void;
  onSnapshot?: (snapshot: unknown) => void;
}

/** The reason of the SDK for a resume when a number does not follow the one before. */
const SKIPPED = /^Events are missing between/;

/** A client of one stream that uses the project's own SDK and records each frame. */
export class Subscriber {
  readonly record: StreamRecord;
  /** Resolves with the first snapshot; the client has a cursor from then on. */
  readonly ready: Promise<void>;
  private readonly connection: StreamConnection;
  private onReady: () => void = () => undefined;
  private away = false;

  constructor(private readonly options: SubscriberOptions) {
    const { journal, client, stream, baseUrl, path, token } = options;
    this.record = journal.addStream(client, stream);
    this.ready = new Promise((resolve) => (this.onReady = resolve));
    this.connection = new StreamConnection({
      baseUrl,
      path,
      token,
      onEvent: (event, delivery) => {
        this.onEvent(event, delivery);
      },
      onDuplicate: (event, delivery) => {
        this.recordReceipt(event, delivery);
      },
      onSnapshot: (snapshot, { seq }) => {
        this.record.log.received.push({ kind: 'snapshot', seq });
        this.record.handed.push({ seq, isSnapshot: true });
        this.onReady();
        options.onSnapshot?.(snapshot);
      },
      onState: (state) => {
        this.onState(state);
      },
    });
    this.connection.connect();
  }

  get seq(): number {
    return this.connection.seq;
  }

  /** Whether the connection was lost and is not made again yet. */
  get isAway(): boolean {
    return this.away;
  }

  get stream(): StreamId {
    return this.options.stream;
  }

  close(): void {
    this.onReady();
    this.connection.close();
  }

  private onEvent(event: AnyCloudEvent, delivery: EventDelivery): void {
    this.record.handed.push({ seq: delivery.seq, isSnapshot: false });
    this.recordReceipt(event, delivery);
    this.options.onEvent?.(event);
  }

  private recordReceipt(event: AnyCloudEvent, delivery: EventDelivery): void {
    const { client, journal, findForeignData } = this.options;
    recordEvent(this.record.log, event, delivery);
    const foreign = findForeignData?.(event);
    if (foreign) journal.leaks.push(`${client}: ${event.type} ${foreign}`);
    if (JSON.stringify(event).includes('"pin"')) {
      journal.leaks.push(`${client}: ${event.type} carries a PIN`);
    }
  }

  private noteLoss(cause: unknown): void {
    const { journal, client } = this.options;
    journal.losses += 1;
    const text = cause instanceof Error ? cause.message : '';
    if (SKIPPED.test(text)) journal.skips.push(`${client}: ${text}`);
  }

  private onState(state: StreamState): void {
    const { journal, client } = this.options;
    if (state.status !== 'connecting') this.away = state.status === 'waiting';
    if (state.status === 'ended') {
      this.onReady();
      if (state.problem) journal.noteProblem(`stream of ${client}`, state.problem);
    }
    if (state.status === 'waiting') this.noteLoss(state.cause);
    if (state.status !== 'open') return;
    const { opened, presented, connection } = state.opening;
    const { mode, from, reason } = opened;
    this.record.openings.push({ presented, mode, from, ...(reason && { reason }) });
    if (connection > 1) journal.reconnects += 1;
  }
}
