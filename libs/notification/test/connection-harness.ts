import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { streamId, type EventType, type StreamId } from '#contracts';
import { Metrics } from '#platform';
import type { HistoryEvent, StreamPage } from '#outbox';
import type { ConnectionContext } from '../src/connection/connection-context.js';
import { StreamConnection } from '../src/connection/stream-connection.js';
import type { StreamOpening } from '../src/connection/stream-opener.js';
import type { StreamRequest } from '../src/connection/stream-request.js';
import type { Frame } from '../src/frame/frame.js';
import { EventRedactor } from '../src/frame/event-redactor.js';
import { ResponseSink } from '../src/frame/response-sink.js';
import { StreamHub } from '../src/hub/stream-hub.js';

const EPOCH = 'e';
export const trip = streamId('trip', '1');

type Step<T> = () => Promise<T>;

/** How a step is put off: a test decides when it is done. */
export type Delay = <T>(step: Step<T>) => Promise<T>;

/**
 * A connection between a history in memory and a list of frames. Everything that waits
 * for the database goes through `delay`, so that a test can put any race in between.
 */
export class ConnectionHarness {
  readonly hub = new StreamHub();
  readonly events: HistoryEvent[] = [];
  readonly frames: Frame[] = [];
  readonly troubles: unknown[] = [];
  completed = false;
  /** Numbers up to this one are gone from the mailbox. */
  trimmedTo = 0;
  delay: Delay = (step) => step();
  /** What the access check says when asked again. */
  access: Step<void> = () => Promise.resolve();
  readonly metrics = new Metrics();

  /** Puts an event into the history; nobody is told. @returns its number */
  commit(type: EventType = 'trip.driver_assigned'): number {
    const seq = this.events.length + 1;
    this.events.push({ seq, id: `id-${seq}`, type, json: JSON.stringify({ type, seq }) });
    return seq;
  }

  /** A hint as the tail gives it, whether or not it comes in order. */
  announce(seq: number): void {
    const event = this.events[seq - 1]!;
    const common = { subject: trip, time: new Date(0), deliveries: [{ stream: trip, seq }] };
    this.hub.publish({ ...event, ...common, type: event.type as EventType });
  }

  /** @param presented a number already read, else a fresh start */
  connect(presented?: number, request: Partial<StreamRequest> = {}): StreamConnection {
    const connection = new StreamConnection(
      'connection-1',
      {
        stream: trip,
        requester: {
          ...{ userId: 'u', role: 'rider', name: 'Ada', tokenId: 't' },
          expiresAt: new Date(8.64e15),
        },
        presented: presented === undefined ? null : `${EPOCH}-${presented}`,
        named: true,
        address: '127.0.0.1',
        ...request,
        sink: this.recording(request.sink ?? new ResponseSink(new PassThrough())),
      },
      this.context(presented),
    );
    connection.onEnd(() => (this.completed = true));
    return connection;
  }

  /** From the request to the last frame that follows from it at once. */
  static async open(connection: StreamConnection): Promise<void> {
    await connection.prepare();
    await connection.start();
  }

  /** Numbers of the durable events sent, in order. */
  get sent(): number[] {
    return this.frames
      .filter(({ type }) => type !== undefined && !type.startsWith('stream.'))
      .map(({ id }) => Number(id?.split('-')[1]));
  }

  get closing(): { id: string | undefined; reason: string; reconnect: boolean } | undefined {
    const frame = this.frames.find(({ type }) => type === 'stream.closing');
    if (!frame) return undefined;
    const said = JSON.parse(frame.data ?? '') as { reason: string; reconnect: boolean };
    return { id: frame.id, ...said };
  }

  /** Until nothing of ours is under way, apart from what `delay` holds back. */
  static async settled(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) await nextTurn();
  }

  /** The sink, with each frame noted before it is written. */
  private recording(sink: ResponseSink): ResponseSink {
    const send = sink.send.bind(sink);
    return Object.assign(sink, {
      send: (frame: Frame) => {
        this.frames.push(frame);
        send(frame);
      },
    });
  }

  private context(presented?: number): ConnectionContext {
    const history = {
      readPage: (_stream: StreamId, after: number, limit: number) =>
        this.delay(() => Promise.resolve(this.read(after, limit))),
    };
    const openings = {
      open: () => this.delay(() => Promise.resolve(this.opening(presented))),
    };
    return {
      ...{ hub: this.hub, history, openings, metrics: this.metrics, epoch: () => EPOCH },
      access: { check: () => this.access() },
      redactor: new EventRedactor({ redactForViewers: (json) => `reduced ${json}` }),
      ...{ heartbeatSeconds: 5, retryMs: 1000, maxAgeMs: 3_600_000 },
      ...{ maxLagMs: 15_000, maxWaitingBytes: 65_536 },
      onError: (error) => this.troubles.push(error),
    };
  }

  private read(after: number, limit: number): StreamPage {
    const events = this.events.slice(Math.max(after, this.trimmedTo)).slice(0, limit);
    return { head: this.events.length, lastType: null, events };
  }

  private opening(presented?: number): StreamOpening {
    const head = this.events.length;
    const fresh = { epoch: EPOCH, head, missed: [], isOver: false };
    if (presented === undefined) {
      const snapshot = { data: { head }, ended: false };
      return { ...fresh, decision: { mode: 'fresh' }, snapshot };
    }
    const from = { epoch: EPOCH, seq: presented };
    // A few come along with the verdict, the rest is read from the mailbox.
    const missed = this.read(presented, 3).events;
    return { ...fresh, decision: { mode: 'resumed', from, head }, missed };
  }
}
