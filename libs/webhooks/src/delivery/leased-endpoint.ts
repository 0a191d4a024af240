import type { StoredPosition } from '#outbox';

/** An endpoint to which this process delivers, for as long as its lease lasts. */
export interface LeasedEndpoint extends StoredPosition {
  id: string;
  url: string;
  /** Types of events, or `*`. */
  events: string[];
  /** Sealed. */
  secret: string;
  /** Sealed; null unless it still signs. */
  previousSecret: string | null;
  /** Events before it are left out. */
  since: Date | null;
  generation: number;
  /** The number that the next event of the window gets. */
  nextNumber: string;
  /** A number of the lease; a write with the number of an earlier lease has no effect. */
  fence: string;
  /** Whether history that the endpoint needs may have been trimmed. */
  mayMissHistory: boolean;
}

/** An event in the window of an endpoint. */
export interface QueuedDelivery {
  number: number;
  eventId: string;
  /** The partition of the event, YYYY-MM-DD. */
  day: string;
  type: string;
  subject: string;
  eventAt: Date;
  tries: number;
}

/** Names one lease of one endpoint, in the writes of its owner. */
export type Lease = Pick<LeasedEndpoint, 'id' | 'fence' | 'generation'>;
