import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { auditTime, type Subscription } from 'rxjs';
import { RevokedTokens, ShareLinks } from '#access';
import { ConnectionRegistry } from './connection-registry.js';
import { PendingResponses, type PendingResponse } from './pending-responses.js';

/** Rights end within five seconds of being revoked; a heartbeat may be slower than that. */
const POLL_INTERVAL_MS = 2_000;
/** A look costs the number of connections, so many who log out at once share one. */
const BATCH_DELAY_MS = 100;

/**
 * Ends the streams of those who have lost their right while they read: whose token was
 * revoked, by whichever process, and whose share link was revoked or has expired. It looks
 * at all that is open each time, so that a stream which opened in the very moment of the
 * revocation is found by the next look. One query for all viewers; while the database is
 * away they stay.
 */
@Injectable()
export class RevocationWatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Streams');
  private timer?: NodeJS.Timeout;
  private subscription?: Subscription;
  private isPolling = false;

  constructor(
    private readonly connections: ConnectionRegistry,
    private readonly pending: PendingResponses,
    private readonly tokens: RevokedTokens,
    private readonly links: ShareLinks,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.closeRevokedTokens();
      void this.closeEndedLinks();
    }, POLL_INTERVAL_MS);
    this.subscription = this.tokens.added$.pipe(auditTime(BATCH_DELAY_MS)).subscribe(() => {
      this.closeRevokedTokens();
    });
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.subscription?.unsubscribe();
  }

  private closeRevokedTokens(): void {
    for (const connection of this.listResponses()) {
      const { requester } = connection;
      if (requester.role === 'viewer' || !this.tokens.has(requester.tokenId)) continue;
      connection.close('revoked');
    }
  }

  private async closeEndedLinks(): Promise<void> {
    const viewers = this.groupByLink();
    // A slow database must not have looks pile up in the pool.
    if (this.isPolling || viewers.size === 0) return;
    this.isPolling = true;
    try {
      for (const [link, how] of await this.links.findEnded([...viewers.keys()])) {
        for (const connection of viewers.get(link) ?? []) connection.close(how);
      }
    } catch (error) {
      this.logger.warn(`The share links could not be read, next time: ${String(error)}`);
    } finally {
      this.isPolling = false;
    }
  }

  /** Streams, and also polls that wait and replays. */
  private listResponses(): Pick<PendingResponse, 'requester' | 'close'>[] {
    return [...this.connections.list(), ...this.pending.list()];
  }

  private groupByLink(): Map<string, Pick<PendingResponse, 'close'>[]> {
    const viewers = new Map<string, Pick<PendingResponse, 'close'>[]>();
    for (const connection of this.listResponses()) {
      const { requester } = connection;
      if (requester.role !== 'viewer' || requester.tripId === null) continue;
      const same = viewers.get(requester.userId);
      if (same) same.push(connection);
      else viewers.set(requester.userId, [connection]);
    }
    return viewers;
  }
}
