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

type OpenResponse = Pick<PendingResponse, 'requester' | 'close'>;

/** Access ends within five seconds of its revocation, and the heartbeat period may be longer. */
const POLL_INTERVAL_MS = 2_000;
/** A pass visits every connection, so revocations within this time share one pass. */
const BATCH_DELAY_MS = 100;

/**
 * Closes the open responses whose access has ended: the token was revoked, by this or another
 * process, or the share link was revoked or has expired. Each pass visits all open responses, so a
 * stream that opens during a revocation is found by the next pass. One query serves all viewers.
 * While the database is away, viewers stay connected.
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
    for (const response of this.listResponses()) {
      const { requester } = response;
      if (requester.role === 'viewer' || !this.tokens.has(requester.tokenId)) continue;
      response.close('revoked');
    }
  }

  private async closeEndedLinks(): Promise<void> {
    const viewers = this.groupByLink();
    // One query at a time: while the database is slow, they would use up the connection pool.
    if (this.isPolling || viewers.size === 0) return;
    this.isPolling = true;
    try {
      const asked = [...viewers.values()].flatMap(([first]) => first?.requester ?? []);
      for (const [link, reason] of await this.links.findEnded(asked)) {
        for (const response of viewers.get(link) ?? []) response.close(reason);
      }
    } catch (error) {
      this.logger.warn('The share links could not be read, next time', error);
    } finally {
      this.isPolling = false;
    }
  }

  /** Live streams, long polls and replays. */
  private listResponses(): OpenResponse[] {
    return [...this.connections.list(), ...this.pending.list()];
  }

  private groupByLink(): Map<string, OpenResponse[]> {
    const viewers = new Map<string, OpenResponse[]>();
    for (const response of this.listResponses()) {
      const { requester } = response;
      if (requester.role !== 'viewer' || requester.tripId === null) continue;
      const same = viewers.get(requester.userId);
      if (same) same.push(response);
      else viewers.set(requester.userId, [response]);
    }
    return viewers;
  }
}
