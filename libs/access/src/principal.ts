import type { Role } from '#contracts';

/** A signed-in user, as the verified token names them. */
export interface Principal {
  /** A UUIDv7 made by this server, also for tokens of an external issuer. */
  userId: string;
  role: Role;
  name: string;
  /** When the token expires. A stream that was opened with it ends then. */
  expiresAt: Date;
  /** Identifies the token and not the user. Logging out revokes this token. */
  tokenId: string;
  /** In a gateway, the shard that has verified the token; other processes have one shard only. */
  shard?: string;
}

/**
 * The unknown holder of a share link. It is not a `Principal`, so a route that does not allow share
 * links cannot get a viewer by mistake.
 */
export interface Viewer {
  role: 'viewer';
  /** The id of the link (UUIDv7): all holders of a link count as one user. */
  userId: string;
  name: string;
  /** When the link expires, by this process's clock. */
  expiresAt: Date;
  /** The only trip that the viewer may see; null if the database was away, so no trip at all. */
  tripId: string | null;
  /** In a gateway, the shard of the link. */
  shard?: string;
}

/** The party on whose behalf a request reads: a signed-in user, or the viewer of a share link. */
export type Requester = Principal | Viewer;
