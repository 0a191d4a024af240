import type { Role } from '#contracts';

/** Who is asking, as the verified token says. */
export interface Principal {
  /** UUIDv7, ours also for tokens of an outside issuer. */
  userId: string;
  role: Role;
  name: string;
  /** When the token ends; a stream ends with it. */
  expiresAt: Date;
}
