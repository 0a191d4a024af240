import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Subscription } from 'rxjs';
import { EventTrail, Metrics, Settings, Tracing, abortableDelay } from '#platform';
import { EventRedactor } from '../frame/event-redactor.js';
import { StreamShards, type StreamShard } from '../shard/stream-shards.js';
import type { SourceBreak } from '../source/stream-source.js';
import { StreamAccess } from '../stream-access.js';
import { StreamPresence } from '../stream-presence.js';
import type { ConnectionContext } from './connection-context.js';
import { GapDetector } from './gap-detector.js';
import { HeartbeatWheel } from './heartbeat-wheel.js';
import { StreamConnection } from './stream-connection.js';
import type { StreamRequest } from './stream-request.js';
import { PerAddressLimit } from './per-address-limit.js';
import { PerUserLimit } from './per-user-limit.js';

/** How long a client may take to receive its last frame. */
const DRAIN_LIMIT_MS = 1000;
/** Milliseconds between two steps of a drain, each of which closes the streams that are due. */
const DRAIN_STEP_MS = 50;

/**
 * A client is served from the mailbox once this fraction of its pending bytes is used: a page and
 * a frame that are sent on top then stay within the limit.
 */
const REPLAY_SHARE = 4;

/** A shard with what its connections share. */
interface ServedShard {
  shard: StreamShard;
  context: ConnectionContext;
  gapDetector: GapDetector;
}

/** The open connections of this process, with their limits, their heartbeats and their end. */
@Injectable()
export class ConnectionRegistry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Streams');
  private readonly connections = new Map<string, StreamConnection>();
  private readonly perUserLimit: PerUserLimit;
  private readonly perAddressLimit: PerAddressLimit;
  private readonly served: ReadonlyMap<StreamShard, ServedShard>;
  private readonly subscription = new Subscription();
  private wheel?: HeartbeatWheel;
  private draining = false;

  constructor(
    private readonly shards: StreamShards,
    private readonly access: StreamAccess,
    private readonly settings: Settings,
    private readonly metrics: Metrics,
    private readonly redactor: EventRedactor,
    private readonly presence: StreamPresence,
    private readonly tracing: Tracing,
    private readonly trail: EventTrail,
  ) {
    const { streams } = settings;
    this.perUserLimit = new PerUserLimit(streams.maxPerUser);
    this.perAddressLimit = new PerAddressLimit(streams.maxPerAddress);
    this.served = new Map(shards.all.map((shard) => [shard, this.serve(shard)]));
  }

  onApplicationBootstrap(): void {
    this.wheel = new HeartbeatWheel(
      this.settings.streams.heartbeatSeconds * 1000,
      (connections) => {
        for (const connection of connections) connection.heartbeat();
        this.compareHeads(connections);
      },
    );
    for (const { shard } of this.served.values()) {
      this.subscription.add(
        shard.source.breaks$.subscribe((reason) => {
          this.onBreak(shard, reason);
        }),
      );
    }
  }

  /**
   * Closes the streams one after the other, oldest first and evenly over `spreadMs` milliseconds,
   * so that other processes don't get all clients at once. A stream that opens meanwhile is closed
   * at once. Resolves when none is left, at the end of the time, or with `hurry`; the shutdown
   * closes the rest.
   */
  async drain(spreadMs: number, hurry: AbortSignal): Promise<void> {
    this.draining = true;
    const total = this.connections.size;
    const end = performance.now() + spreadMs;
    const told: Promise<void>[] = [];
    while (this.connections.size > 0 && !hurry.aborted) {
      const left = end - performance.now();
      if (left <= 0) break;
      const due = this.connections.size - Math.floor((total * left) / spreadMs);
      for (const connection of this.list().slice(0, Math.max(due, 0))) {
        connection.close('drain');
        told.push(connection.request.sink.waitUntilClosed(DRAIN_LIMIT_MS));
      }
      await abortableDelay(Math.min(DRAIN_STEP_MS, left), hurry);
    }
    await Promise.all(told);
  }

  /**
   * Runs before the HTTP server closes, which would wait for ever for one open stream. The clients
   * resume from their cursors, spread by the jitter of `retry:`. Resolves when every client has
   * received `stream.closing`; a client that does not read it is disconnected.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.draining = true;
    this.wheel?.stop();
    this.subscription.unsubscribe();
    const closing = this.list();
    for (const connection of closing) connection.close('drain');
    await Promise.all(closing.map(({ request }) => request.sink.waitUntilClosed(DRAIN_LIMIT_MS)));
  }

  /**
   * Creates a connection, which the caller prepares and starts. A limit or a drain is reported in
   * the stream and not by a status: a native `EventSource` does not reconnect after an error
   * status.
   */
  create(request: StreamRequest): StreamConnection {
    const { context } = this.findServed(request);
    const connection = new StreamConnection(randomUUID(), request, context);
    const isFull = this.connections.size >= this.settings.streams.maxPerProcess;
    const hasPlace = this.perAddressLimit.add(request.address);
    this.register(connection);
    if (this.draining) connection.close('drain');
    else if (isFull || !hasPlace) connection.close('limit');
    else this.countForUser(connection);
    return connection;
  }

  /** The connections of this process, oldest first; other processes have their own. */
  list(): StreamConnection[] {
    return [...this.connections.values()];
  }

  find(id: string): StreamConnection | undefined {
    return this.connections.get(id);
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** Counts a connection here first: what this process closes, the others need not count. */
  private countForUser(connection: StreamConnection): void {
    this.perUserLimit.add(connection);
    this.findServed(connection.request).shard.users.noteOpened(connection);
  }

  private register(connection: StreamConnection): void {
    this.connections.set(connection.id, connection);
    this.metrics.openStreams.set(this.connections.size);
    this.findServed(connection.request).shard.openStreams += 1;
    this.wheel?.join(connection);
    this.presence.noteOpened(connection.request.requester);
  }

  private unregister(connectionId: string): void {
    const connection = this.connections.get(connectionId);
    if (!connection) return;
    this.connections.delete(connectionId);
    this.metrics.openStreams.set(this.connections.size);
    const { shard } = this.findServed(connection.request);
    shard.openStreams -= 1;
    shard.users.noteClosed(connection);
    this.perUserLimit.remove(connection);
    this.perAddressLimit.remove(connection.request.address);
    this.wheel?.leave(connection);
    this.presence.noteClosed(connection.request.requester);
  }

  private onBreak(shard: StreamShard, reason: SourceBreak): void {
    const connections = this.listOf(shard, this.connections.values());
    if (reason === 'hints_missed') {
      void this.served.get(shard)?.gapDetector.compare(connections, 'break');
      return;
    }
    // The clients return: here, where they are reset, or at a process that is not cut off.
    for (const connection of connections) connection.close('unavailable');
  }

  private compareHeads(connections: Iterable<StreamConnection>): void {
    for (const { shard, gapDetector } of this.served.values()) {
      void gapDetector.compare(this.listOf(shard, connections), 'heartbeat');
    }
  }

  private listOf(shard: StreamShard, connections: Iterable<StreamConnection>): StreamConnection[] {
    const all = [...connections];
    if (this.served.size === 1) return all;
    return all.filter(({ request }) => this.shards.findFor(request.requester) === shard);
  }

  private findServed({ requester }: StreamRequest): ServedShard {
    const served = this.served.get(this.shards.findFor(requester));
    if (!served) throw new Error('The shard of a requester is not served here.');
    return served;
  }

  private serve(shard: StreamShard): ServedShard {
    const { access, metrics, redactor, tracing, trail } = this;
    const { streams } = this.settings;
    const { hub, source } = shard;
    const context: ConnectionContext = {
      hub,
      source,
      access,
      metrics,
      tracing,
      trail,
      redactor,
      heartbeatSeconds: streams.heartbeatSeconds,
      retryMs: streams.retryMs,
      maxAgeMs: streams.maxAgeSeconds * 1000,
      maxLagMs: streams.maxLagSeconds * 1000,
      maxWaitingBytes: streams.maxPendingBytes / REPLAY_SHARE,
      onEnd: this.unregister.bind(this),
      onError: (error) => {
        this.logger.warn('A stream failed', error);
      },
    };
    return { shard, context, gapDetector: new GapDetector(source, metrics) };
  }
}
