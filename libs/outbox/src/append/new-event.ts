import type { EventData, EventType, StreamId } from '#contracts';

/** An event that is about to be appended. */
export interface NewEvent<T extends EventType = EventType> {
  /** UUIDv7; a new one unless given, for who has to find the event again. */
  id?: string;
  type: T;
  /** What it is about: `trip/<id>` or `driver/<id>`. */
  subject: string;
  data: EventData<T>;
  /** Who gets it. Each stream numbers it for itself. */
  streams: StreamId[];
}

/** Types `data` by `type`; the union of all events is what `append` takes. */
export const newEvent = <T extends EventType>(event: NewEvent<T>): AnyNewEvent =>
  event as unknown as AnyNewEvent;

export type AnyNewEvent = { [T in EventType]: NewEvent<T> }[EventType];
