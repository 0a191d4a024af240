import { z } from 'zod';
import { eventMap, eventTypes, type EventType } from '../event/event-map.js';
import { timestamp } from '../text.js';
import { tripDriverSchema, tripRiderSchema, tripSchema, cancellationSchema } from '../trip/trip.js';
import { offerSchema } from '../trip/offer.js';

/**
 * A trip as the server of a partner gets it: the trip of an event without ratings and without the
 * reason of a cancel, which a person typed.
 */
const webhookTripSchema = tripSchema
  .omit({ pin: true })
  .extend({
    rider: tripRiderSchema.omit({ rating: true }),
    driver: tripDriverSchema.omit({ rating: true }).nullable(),
    cancellation: cancellationSchema.omit({ reason: true }).nullable(),
  })
  .meta({ id: 'WebhookTrip' });

const webhookOfferSchema = offerSchema
  .extend({ rider: tripRiderSchema.omit({ rating: true }) })
  .meta({ id: 'WebhookOffer' });

/** `data` of a type of event: that of the wire, without what partners don't see. */
function describeData(type: EventType): z.ZodObject {
  const shape: Record<string, z.ZodType> = { ...eventMap[type].shape };
  delete shape['operator'];
  delete shape['reason'];
  if ('trip' in shape) shape['trip'] = webhookTripSchema;
  if ('offer' in shape) shape['offer'] = webhookOfferSchema;
  return z.strictObject(shape);
}

/** The body of a delivery, in the form of Standard Webhooks. */
export const webhookEventSchema = (type: EventType) =>
  z.strictObject({
    type: z.literal(type),
    /** When the event happened, by the database's clock; the same in each attempt and replay. */
    timestamp,
    /** The subject of the event: `trip/<id>` or `driver/<id>`. */
    subject: z.string(),
    data: describeData(type),
  });

export const webhookEventSchemas = Object.fromEntries(
  eventTypes.map((type) => [type, webhookEventSchema(type)]),
) as Record<EventType, ReturnType<typeof webhookEventSchema>>;
