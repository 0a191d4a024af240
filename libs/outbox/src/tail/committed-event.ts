import type { EventType, StreamId } from '#contracts';

/** The place of an event in one of its streams. */
export interface MailboxPosition {
  stream: StreamId;
  seq: number;
}

/** What the tail hands out: an event that has committed, and everyone it goes to. */
export interface CommittedEvent {
  id: string;
  type: EventType;
  subject: string;
  /** When it was appended, by the database's clock. */
  time: Date;
  /** The CloudEvent as JSON text. */
  json: string;
  deliveries: MailboxPosition[];
}
