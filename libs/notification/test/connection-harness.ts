import { PassThrough } from 'node:stream';
import { setImmediate as nextIteration } from 'node:timers/promises';
import { streamId, type EventType } from '#contracts';
import { EventTrail, Metrics, NoTracing } from '#platform';
import type { HistoryEvent } from '#outbox';
import type { ConnectionContext } from '../src/connection/connection-context.js';
import { StreamConnection } from '../src/connection/stream-connection.js';
import type { StreamOpening } from '../src/connection/stream-opener.js';
import type { StreamRequest } from '../src/connection/stream-request.js';
import type { Frame } from '../src/frame/frame.js';
import { EventRedactor } from '../src/frame/event-redactor.js';
import type { FrameSink } from '../src/frame/frame-sink.js';
import { ResponseSink } from '../src/frame/response-sink.js';
import { StreamHub } from '../src/hub/stream-hub.js';
import type { PageRequest } from '../src/source/stream-source.js';

const EPOCH = 'e';
export const trip = streamId('trip', '1');

type Step<T> = () => Promise<T>;

/** Delays a step of the database: the test decides when it is carried out. */
export type Delay = <T>(step: Step<T>) => Promise<T>;

/**
 * Runs a connection between a history in memory and a list of frames. Each step that waits for the
 * database goes through `delay`, so that a test can provoke any race.
 */
export class ConnectionHarness {
  readonly hub = new StreamHub();
  readonly events: HistoryEvent[] = [];
  readonly frames: Frame[] = [];
  readonly errors: unknown[] = [];
  completed = false;
  /** The mailbox has lost the events up to this number. */
  trimmedTo = 0;
  delay: Delay = (step) => step();
  /** The access check that the connection repeats after a redispatch. */
  access: Step<void> = () => Promise.resolve();
  /** How long the client may take no bytes, in milliseconds. */
  maxLagMs = 15_000;
  /** The queries of the mailbox. */
  pagesRead = 0;
  /** The check that the events of a page belong to the history of the cursor. */
  requireCurrent: Step<void> = () => Promise.resolve();
  readonly metrics = new Metrics();
  readonly trail = new EventTrail();

  /** Adds an event to the history without announcing it. @returns its number */
  commit(type: EventType = 'trip.driver_assigned', text = ''): number {
    const seq = this.events.length + 1;
    this.events.push({ seq, id: `id-${seq}`, type, json: JSON.stringify({ type, seq, text }) });
    return seq;
  }

  /** Announces an event as the tail does. A test may announce in any order. */
  announce(seq: number): void {
    const event = this.events[seq - 1]!;
    const common = { subject: trip, time: new Date(0), deliveries: [{ stream: trip, seq }] };
    this.hub.publish({ ...event, ...common, type: event.type as EventType });
  }

  /** @param presented the last number that the client has read; without it the stream is fresh */
  connect(presented?: number, request: Partial<StreamRequest> = {}): StreamConnection {
    const connection = new StreamConnection(
      'connection-1',
      {
        stream: trip,
        requester: {
          userId: 'u',
          role: 'rider',
          name: 'Ada',
          tokenId: 't',
          expiresAt: new Date(8.64e15),
        },
        presented: presented === undefined ? null : `${EPOCH}-${presented}`,
        named: true,
        padding: 0,
        address: '127.0.0.1',
        ...request,
        sink: this.record(request.sink ?? new ResponseSink(new PassThrough())),
      },
      this.createContext(presented),
    );
    connection.onEnd(() => (this.completed = true));
    return connection;
  }

  /** Prepares and starts the connection, and waits until it has caught up. */
  static async open(connection: StreamConnection): Promise<void> {
    await connection.prepare();
    await connection.start();
  }

  /** The sequence numbers of the durable events that were sent, in order. */
  get sent(): number[] {
    return this.frames
      .filter(({ type }) => type !== undefined && !type.startsWith('stream.'))
      .map(({ id }) => Number(id?.split('-')[1]));
  }

  get closing(): { id: string | undefined; reason: string; reconnect: boolean } | undefined {
    const frame = this.frames.find(({ type }) => type === 'stream.closing');
    if (!frame) return undefined;
    const closing = JSON.parse(frame.data ?? '') as { reason: string; reconnect: boolean };
    return { id: frame.id, ...closing };
  }

  /** Waits until every step is carried out, apart from those that `delay` holds back. */
  static async waitUntilIdle(): Promise<void> {
    for (let iteration = 0; iteration < 10; iteration++) await nextIteration();
  }

  /** Notes each frame before the sink writes it. */
  private record(sink: FrameSink): FrameSink {
    const send = sink.send.bind(sink);
    return Object.assign(sink, {
      send: (frame: Frame) => {
        this.frames.push(frame);
        send(frame);
      },
    });
  }

  private createContext(presented?: number): ConnectionContext {
    const source = {
      lastEpoch: EPOCH,
      open: () => this.delay(() => Promise.resolve(this.createOpening(presented))),
      readPage: async ({ after, limit }: PageRequest) => {
        this.pagesRead++;
        const page = await this.delay(() => Promise.resolve(this.read(after, limit)));
        await this.requireCurrent();
        return page;
      },
    };
    return {
      hub: this.hub,
      source,
      metrics: this.metrics,
      tracing: new NoTracing(),
      trail: this.trail,
      access: { check: () => this.access() },
      redactor: new EventRedactor({ redactForViewers: (json) => `reduced ${json}` }),
      heartbeatSeconds: 5,
      retryMs: 1000,
      maxAgeMs: 3_600_000,
      maxLagMs: this.maxLagMs,
      maxWaitingBytes: 65_536,
      onError: (error) => this.errors.push(error),
    };
  }

  private read(after: number, limit: number): readonly HistoryEvent[] {
    return this.events.slice(Math.max(after, this.trimmedTo)).slice(0, limit);
  }

  private createOpening(presented?: number): StreamOpening {
    const head = this.events.length;
    const fresh = { epoch: EPOCH, head, missed: [], isOver: false };
    if (presented === undefined) {
      const snapshot = { data: { head }, ended: false };
      return { ...fresh, decision: { mode: 'fresh' }, snapshot };
    }
    const from = { epoch: EPOCH, seq: presented };
    // The decision brings the first three events; the rest is read from the mailbox.
    const missed = this.read(presented, 3);
    return { ...fresh, decision: { mode: 'resumed', from, head }, missed };
  }
}
