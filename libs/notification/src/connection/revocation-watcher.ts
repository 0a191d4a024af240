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
const LOOK_INTERVAL_MS = 2_000;
/** A look costs the number of connections, so many who log out at once share one. */
const GATHERING_MS = 100;

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
  private asking = false;

  constructor(
    private readonly connections: ConnectionRegistry,
    private readonly held: PendingResponses,
    private readonly tokens: RevokedTokens,
    private readonly links: ShareLinks,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.lookAtTokens();
      void this.lookAtLinks();
    }, LOOK_INTERVAL_MS);
    this.subscription = this.tokens.learned$.pipe(auditTime(GATHERING_MS)).subscribe(() => {
      this.lookAtTokens();
    });
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.subscription?.unsubscribe();
  }

  private lookAtTokens(): void {
    for (const connection of this.readers()) {
      const { reader } = connection;
      if (reader.role === 'viewer' || !this.tokens.has(reader.tokenId)) continue;
      connection.close('revoked');
    }
  }

  private async lookAtLinks(): Promise<void> {
    const viewers = this.viewersByLink();
    // A slow database must not have looks pile up in the pool.
    if (this.asking || viewers.size === 0) return;
    this.asking = true;
    try {
      for (const [link, how] of await this.links.findEnded([...viewers.keys()])) {
        for (const connection of viewers.get(link) ?? []) connection.close(how);
      }
    } catch (error) {
      this.logger.warn(`The share links could not be read, next time: ${String(error)}`);
    } finally {
      this.asking = false;
    }
  }

  /** Streams, and also polls that wait and replays. */
  private readers(): Pick<PendingResponse, 'reader' | 'close'>[] {
    return [...this.connections.list(), ...this.held.list()];
  }

  private viewersByLink(): Map<string, Pick<PendingResponse, 'close'>[]> {
    const viewers = new Map<string, Pick<PendingResponse, 'close'>[]>();
    for (const connection of this.readers()) {
      const { reader } = connection;
      if (reader.role !== 'viewer' || reader.tripId === null) continue;
      const same = viewers.get(reader.userId);
      if (same) same.push(connection);
      else viewers.set(reader.userId, [connection]);
    }
    return viewers;
  }
}
