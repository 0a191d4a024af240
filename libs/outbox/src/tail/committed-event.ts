import type { EventType, StreamId } from '#contracts';

/** The position of an event in one of its streams. */
export interface MailboxPosition {
  stream: StreamId;
  seq: number;
}

/** An event that has committed, and its positions in the streams that carry it. */
export interface CommittedEvent {
  id: string;
  type: EventType;
  subject: string;
  /** When the event was appended, by the database's clock. */
  time: Date;
  /** The CloudEvent as JSON text. */
  json: string;
  deliveries: MailboxPosition[];
  /** The span of the append, if the command's trace is sampled. It never reaches a client. */
  traceparent?: string | null;
}
