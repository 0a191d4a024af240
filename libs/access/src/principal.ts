import type { Role } from '#contracts';

/** Who is asking, as the verified token says. */
export interface Principal {
  /** UUIDv7, ours also for tokens of an outside issuer. */
  userId: string;
  role: Role;
  name: string;
  /** When the token ends; a stream ends with it. */
  expiresAt: Date;
  /** Names the token, not the person: what is revoked when they log out. */
  tokenId: string;
}

/**
 * Somebody who holds a share link, whoever that is. Never a `Principal`: a route that
 * doesn't ask for viewers can't be handed one by mistake.
 */
export interface Viewer {
  role: 'viewer';
  /** Of the link (UUIDv7): all who hold it are one to us. */
  userId: string;
  name: string;
  /** When the link ends, by this process's clock. */
  expiresAt: Date;
  /** The one trip they may see; null while the database couldn't be asked, so none. */
  tripId: string | null;
}

/** Who may read a trip. */
export type Requester = Principal | Viewer;
