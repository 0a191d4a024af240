import { z } from 'zod';
import { eventMap, type EventData, type EventType } from './event-map.js';
import { timestamp, uuid } from '../text.js';

/**
 * A durable event as clients get it, in the JSON format of CloudEvents 1.0
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
 */
export interface CloudEvent<T extends EventType = EventType> {
  specversion: '1.0';
  /** A UUIDv7. An event has the same id on every stream that carries it. */
  id: string;
  source: '/tripstream';
  type: T;
  /** The subject of the event: `trip/<id>` or `driver/<id>`. */
  subject: string;
  /** When the event was appended, by the database's clock. Order by the cursor, not by the time. */
  time: string;
  data: EventData<T>;
}

/** Any durable event; `type` is the discriminant of the union. */
export type AnyCloudEvent = { [T in EventType]: CloudEvent<T> }[EventType];

/** Returns the schema of an event on the wire, with its envelope and its payload. */
export const cloudEventSchema = (type: EventType) =>
  z.strictObject({
    specversion: z.literal('1.0'),
    id: uuid,
    source: z.literal('/tripstream'),
    type: z.literal(type),
    subject: z.string().regex(/^(trip|driver)\//),
    time: timestamp,
    data: eventMap[type],
  });
