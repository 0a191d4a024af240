import { z } from 'zod';
import { eventMap, type EventData, type EventType } from './event-map.js';
import { timestamp, uuid } from '../text.js';

/**
 * A durable event as clients get it: CloudEvents 1.0 in its JSON format
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
 */
export interface CloudEvent<T extends EventType = EventType> {
  specversion: '1.0';
  /** UUIDv7; the same event has the same id on every stream that carries it. */
  id: string;
  source: '/tripstream';
  type: T;
  /** `trip/<id>` or `driver/<id>`: what the event is about. */
  subject: string;
  /** When it was appended, by the database's clock. Order comes from the cursor, not from here. */
  time: string;
  data: EventData<T>;
}

/** Any durable event, told apart by `type`. */
export type AnyCloudEvent = { [T in EventType]: CloudEvent<T> }[EventType];

/** The schema of an event as it is on the wire, envelope and payload. */
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
