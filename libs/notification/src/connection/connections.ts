import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Subscription } from 'rxjs';
import type { StreamId } from '#contracts';
import { Epoch, OutboxTail, StreamHistory, type TailBreak } from '#outbox';
import { Metrics, Settings } from '#platform';
import { StreamHub } from '../hub/stream-hub.js';
import { StreamAccess } from '../stream-access.js';
import type { ConnectionContext } from './connection-context.js';
import { StreamConnection } from './stream-connection.js';
import { StreamOpenings } from './stream-opening.js';
import type { StreamRequest } from './stream-request.js';

/** How long a reader may take for its last frame. */
const DRAIN_LIMIT_MS = 1000;

/** The open connections of this process: their heartbeat, their healing, their end. */
@Injectable()
export class Connections implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Streams');
  private readonly open = new Set<StreamConnection>();
  private heart?: NodeJS.Timeout;
  private subscription?: Subscription;
  private comparing = false;
  private draining = false;

  constructor(
    private readonly hub: StreamHub,
    private readonly history: StreamHistory,
    private readonly openings: StreamOpenings,
    private readonly access: StreamAccess,
    private readonly epoch: Epoch,
    private readonly tail: OutboxTail,
    private readonly settings: Settings,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.heart = setInterval(() => {
      this.beat();
    }, this.settings.streams.heartbeatSeconds * 1000);
    this.subscription = this.tail.breaks$.subscribe((reason) => {
      this.onBreak(reason);
    });
  }

  /**
   * Before the HTTP server closes: one open stream would keep it waiting for ever. The
   * clients come back with their cursors, spread by the jittered `retry:`. Resolves when
   * they have been told; a reader that doesn't read is cut off.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.draining = true;
    clearInterval(this.heart);
    this.subscription?.unsubscribe();
    const ending = [...this.open];
    for (const connection of ending) connection.close('drain');
    await Promise.all(ending.map(({ request }) => request.sink.ended(DRAIN_LIMIT_MS)));
  }

  /** Starts a connection once somebody subscribes to its frames. */
  create(request: StreamRequest): StreamConnection {
    const connection = new StreamConnection(request, this.context());
    this.open.add(connection);
    this.metrics.openStreams.set(this.open.size);
    connection.onEnd(() => {
      this.open.delete(connection);
      this.metrics.openStreams.set(this.open.size);
    });
    return connection;
  }

  get isDraining(): boolean {
    return this.draining;
  }

  private context(): ConnectionContext {
    const { hub, history, openings, access, metrics } = this;
    const { heartbeatSeconds, retryMs } = this.settings.streams;
    return {
      ...{ hub, history, openings, access, metrics, heartbeatSeconds, retryMs },
      epoch: this.epoch.lastKnown ?? '0',
      onTrouble: (error) => {
        this.logger.warn(`A stream met trouble: ${String(error)}`);
      },
    };
  }

  private beat(): void {
    for (const connection of this.open) connection.heartbeat();
    void this.compare();
  }

  private onBreak(reason: TailBreak): void {
    if (reason !== 'history_changed') return void this.compare();
    // Their cursors mean nothing any more: they come back and are reset.
    for (const connection of [...this.open]) connection.close('unavailable');
  }

  /** One query for all finds what the live path lost, a stream's last event too (ADR 0003). */
  private async compare(): Promise<void> {
    if (this.comparing || this.open.size === 0) return;
    this.comparing = true;
    try {
      const streams = new Set<StreamId>();
      for (const { request } of this.open) streams.add(request.stream);
      const heads = await this.history.heads([...streams]);
      for (const connection of this.open) {
        connection.noteHead(heads.get(connection.request.stream) ?? 0);
      }
    } catch (error) {
      this.logger.warn(`The heads could not be compared, next time: ${String(error)}`);
    } finally {
      this.comparing = false;
    }
  }
}
