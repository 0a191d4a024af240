import type { EventData, EventType, StreamId } from '#contracts';

/** An event that is about to be appended. */
export interface NewEvent<T extends EventType = EventType> {
  /**
   * A UUIDv7. The outbox makes one unless the caller, who has to find the event again, gives it.
   */
  id?: string;
  type: T;
  /** The subject of the event: `trip/<id>` or `driver/<id>`. */
  subject: string;
  data: EventData<T>;
  /** The streams that carry the event. Each of them gives it a number of its own. */
  streams: StreamId[];
}

/** Checks the type of `data` by `type`, and returns the union type that `append` takes. */
export const newEvent = <T extends EventType>(event: NewEvent<T>): AnyNewEvent =>
  event as unknown as AnyNewEvent;

export type AnyNewEvent = { [T in EventType]: NewEvent<T> }[EventType];
