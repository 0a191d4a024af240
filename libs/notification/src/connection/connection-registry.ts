import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { v7 as uuidv7 } from 'uuid';
import { Epoch, OutboxTail, StreamHistory, type TailBreak } from '#outbox';
import { Metrics, Settings } from '#platform';
import { EventRedactor } from '../frame/event-redactor.js';
import { StreamHub } from '../hub/stream-hub.js';
import { StreamAccess } from '../stream-access.js';
import type { ConnectionContext } from './connection-context.js';
import { GapDetector } from './gap-detector.js';
import { HeartbeatWheel } from './heartbeat-wheel.js';
import { StreamConnection } from './stream-connection.js';
import { StreamOpener } from './stream-opener.js';
import type { StreamRequest } from './stream-request.js';
import { PerUserLimit } from './per-user-limit.js';

/** How long a reader may take for its last frame. */
const DRAIN_LIMIT_MS = 1000;

/**
 * A reader that falls behind is fed from the mailbox long before it reaches its limit, so
 * that the limit is never passed by a page or a frame on top.
 */
const REPLAY_SHARE = 4;

/** The open connections of this process: their limits, their heartbeat, their end. */
@Injectable()
export class ConnectionRegistry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Streams');
  private readonly connections = new Map<string, StreamConnection>();
  private readonly perUserLimit: PerUserLimit;
  private readonly gapDetector: GapDetector;
  private readonly context: ConnectionContext;
  private wheel?: HeartbeatWheel;
  private subscription?: Subscription;
  private draining = false;

  constructor(
    hub: StreamHub,
    history: StreamHistory,
    openings: StreamOpener,
    access: StreamAccess,
    epoch: Epoch,
    private readonly tail: OutboxTail,
    private readonly settings: Settings,
    private readonly metrics: Metrics,
    shown: EventRedactor,
  ) {
    const { streams } = settings;
    this.perUserLimit = new PerUserLimit(streams.maxPerUser);
    this.gapDetector = new GapDetector(history);
    this.context = {
      ...{ hub, history, openings, access, metrics, redactor: shown },
      heartbeatSeconds: streams.heartbeatSeconds,
      retryMs: streams.retryMs,
      maxAgeMs: streams.maxAgeSeconds * 1000,
      maxLagMs: streams.maxLagSeconds * 1000,
      maxWaitingBytes: streams.maxPendingBytes / REPLAY_SHARE,
      epoch: () => epoch.lastKnown ?? '0',
      onEnd: this.unregister.bind(this),
      onError: (error) => {
        this.logger.warn(`A stream met trouble: ${String(error)}`);
      },
    };
  }

  onApplicationBootstrap(): void {
    this.wheel = new HeartbeatWheel(
      this.settings.streams.heartbeatSeconds * 1000,
      (connections) => {
        for (const connection of connections) connection.heartbeat();
        void this.gapDetector.compare(connections);
      },
    );
    this.subscription = this.tail.breaks$.subscribe((reason) => {
      this.onBreak(reason);
    });
  }

  /**
   * Before the HTTP server closes: one open stream would keep it waiting for ever. The
   * clients come back with their cursors, spread by the withJitter `retry:`. Resolves when
   * they have been told; a reader that doesn't read is cut off.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.draining = true;
    this.wheel?.stop();
    this.subscription?.unsubscribe();
    const ending = [...this.connections.values()];
    for (const connection of ending) connection.close('drain');
    await Promise.all(ending.map(({ request }) => request.sink.waitUntilClosed(DRAIN_LIMIT_MS)));
  }

  /** A connection to prepare and start. What speaks against it is told in band (contract). */
  create(request: StreamRequest): StreamConnection {
    const connection = new StreamConnection(uuidv7(), request, this.context);
    const isFull = this.connections.size >= this.settings.streams.maxPerProcess;
    this.register(connection);
    if (this.draining) connection.close('drain');
    else if (isFull) connection.close('limit');
    else this.perUserLimit.add(connection);
    return connection;
  }

  /** Those open here, as of now; other processes have their own. */
  list(): StreamConnection[] {
    return [...this.connections.values()];
  }

  find(id: string): StreamConnection | undefined {
    return this.connections.get(id);
  }

  get isDraining(): boolean {
    return this.draining;
  }

  private register(connection: StreamConnection): void {
    this.connections.set(connection.id, connection);
    this.metrics.openStreams.set(this.connections.size);
    this.wheel?.join(connection);
  }

  private unregister(connectionId: string): void {
    const connection = this.connections.get(connectionId);
    if (!connection) return;
    this.connections.delete(connectionId);
    this.metrics.openStreams.set(this.connections.size);
    this.perUserLimit.remove(connection);
    this.wheel?.leave(connection);
  }

  private onBreak(reason: TailBreak): void {
    if (reason !== 'history_changed') return void this.gapDetector.compare(this.list());
    // Their cursors mean nothing any more: they come back and are reset.
    for (const connection of this.list()) connection.close('unavailable');
  }
}
