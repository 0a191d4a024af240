import type { AnyCloudEvent, StreamId } from '#contracts';
import { Acknowledger, StreamConnection, type EventDelivery, type StreamState } from '#client';
import { createClientLog, recordEvent, type ClientLog } from '../audit/client-log.js';
import type { SeededRandom } from '../random/seeded-random.js';
import type { StreamView } from '../city/agent-view.js';
import { FlakyTransport } from './flaky-transport.js';
import type { World } from '../city/world.js';

export interface RecordedStreamOptions {
  world: World;
  random: SeededRandom;
  token: string;
  path: string;
  stream: StreamId;
  client: string;
  onEvent?: (event: AnyCloudEvent) => void;
  onSnapshot?: (snapshot: unknown) => void;
}

/** Mean real milliseconds between two chances of a disruption. */
const DISRUPTION_INTERVAL_MS = 10_000;
const SHORTEST_GAP_MS = 200;
const LONGEST_GAP_MS = 3_000;

/**
 * A stream that records every event for the audit. Its connection is sometimes disrupted, and the
 * client reconnects and resumes.
 */
export class RecordedStream {
  readonly log: ClientLog;
  private readonly connection: StreamConnection;
  private readonly acks: Acknowledger | undefined;
  private readonly transport = new FlakyTransport();
  private disruption: NodeJS.Timeout | undefined;
  private state: StreamState['status'] = 'connecting';
  private openings = 0;
  /** By the monotonic clock. */
  private lastEventAtMs: number | undefined;

  constructor(private readonly options: RecordedStreamOptions) {
    const { world, token, path, client, stream } = options;
    this.log = createClientLog(client, stream);
    world.journal.logs.push(this.log);
    this.acks = this.createAcknowledger();
    this.connection = new StreamConnection({
      baseUrl: world.baseUrl,
      path,
      token,
      fetch: this.transport.fetch,
      signal: world.stop,
      onEvent: (event, delivery) => {
        this.record(event, delivery);
        options.onEvent?.(event);
        this.acks?.note(delivery.cursor);
      },
      onDuplicate: (event, delivery) => {
        this.record(event, delivery);
      },
      onSnapshot: (snapshot, { cursor, seq }) => {
        this.log.received.push({ kind: 'snapshot', seq });
        options.onSnapshot?.(snapshot);
        this.acks?.note(cursor);
        this.onReady();
      },
      onEphemeral: () => (world.journal.ephemerals += 1),
      onState: (state) => {
        this.onState(state);
      },
    });
  }

  get seq(): number {
    return this.connection.seq;
  }

  get isEnded(): boolean {
    return this.state === 'ended';
  }

  get view(): StreamView {
    const { state, transport, connection, lastEventAtMs, openings } = this;
    const age = lastEventAtMs === undefined ? null : (performance.now() - lastEventAtMs) / 1000;
    return {
      state,
      stalledSeconds: Math.ceil(transport.stallLeftMs / 1000),
      cursor: connection.cursor ?? null,
      lastEventAgeSeconds: age,
      reconnects: Math.max(0, openings - 1),
    };
  }

  /** Resolves with the first snapshot, after which the client can resume without a loss. */
  open(): Promise<void> {
    const { world } = this.options;
    return new Promise((resolve) => {
      this.onReady = resolve;
      world.stop.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
      this.connection.connect();
      this.scheduleDisruption();
    });
  }

  cut(): void {
    this.transport.cut();
  }

  stall(seconds: number): void {
    this.transport.stall(seconds);
  }

  /** Ends disruptions: the client reconnects and stays connected until `close()`. */
  stopDisruptions(): void {
    clearTimeout(this.disruption);
    this.disruption = undefined;
    this.transport.release();
    this.connection.connect();
  }

  /** Resumes disruptions after `stopDisruptions()`. */
  resumeDisruptions(): void {
    if (!this.disruption) this.scheduleDisruption();
  }

  /** The client vanishes: it sends no request again, and the audit expects no further event. */
  leave(): void {
    this.log.hasLeft = true;
    this.close();
  }

  close(): void {
    clearTimeout(this.disruption);
    this.connection.close();
  }

  /** Riders and drivers acknowledge their own streams; a trip stream has no acknowledgements. */
  private createAcknowledger(): Acknowledger | undefined {
    const { world, token, client, stream } = this.options;
    if (stream.startsWith('trip/')) return undefined;
    const api = world.api.withToken(token);
    return new Acknowledger({
      send: (cursor) => api.ack(cursor),
      signal: world.stop,
      onProblem: (error) => {
        if (!world.stop.aborted) world.journal.noteProblem(`ack of ${client}`, error);
      },
    });
  }

  private onReady: () => void = () => undefined;

  private record(event: AnyCloudEvent, delivery: EventDelivery): void {
    recordEvent(this.log, event, delivery);
    this.lastEventAtMs = performance.now();
    this.options.world.journal.events += 1;
  }

  private onState(state: StreamState): void {
    const { world, client } = this.options;
    this.state = state.status;
    if (state.status === 'ended' && state.problem) {
      world.journal.noteProblem(`stream of ${client}`, state.problem);
    }
    if (state.status === 'ended') this.onReady();
    if (state.status !== 'open') return;
    const { opened, connection, presented } = state.opening;
    // The server keeps the whole history of a run, so it must honour each presented cursor. A
    // cursor with seq 0 asks for a fresh start.
    if (presented && !presented.endsWith('-0') && opened.mode !== 'resumed') {
      world.journal.noteProblem('cursor not honoured', `${opened.mode} ${opened.reason ?? ''}`);
    }
    this.log.openings[opened.mode] += 1;
    this.openings += 1;
    if (connection > 1) world.journal.reconnects += 1;
  }

  private scheduleDisruption(): void {
    const { random, world } = this.options;
    const wait = DISRUPTION_INTERVAL_MS * random.between(0.5, 1.5);
    const gap = random.between(SHORTEST_GAP_MS, LONGEST_GAP_MS);
    const drops = random.chance(world.behaviour.dropRate);
    this.disruption = setTimeout(() => {
      if (drops) this.disconnectFor(gap);
      else this.scheduleDisruption();
    }, wait);
  }

  private disconnectFor(gapMs: number): void {
    this.connection.disconnect();
    this.disruption = setTimeout(() => {
      this.connection.connect();
      this.scheduleDisruption();
    }, gapMs);
  }
}
