import { z } from 'zod';
import { timestamp } from '../text.js';
import { cancellationSchema, cancelledBySchema, tripDriverSchema, tripSchema } from './trip.js';

/**
 * A trip as the viewers of a share link see it: where the car is and how far it has got.
 * Nothing of the rider, no money, no rating, no PIN, and no words a person typed, such as
 * the reason of a cancel.
 */
export const sharedTripSchema = tripSchema
  .omit({
    riderId: true,
    rider: true,
    fare: true,
    pin: true,
    freeCancelUntil: true,
    cancelFee: true,
  })
  .extend({
    driver: tripDriverSchema.omit({ rating: true }).nullable(),
    cancellation: cancellationSchema.pick({ by: true }).nullable(),
  })
  .meta({ id: 'SharedTrip' });

/** A trip by whoever asks: with a session, or with a share link. */
export const readableTripSchema = z.union([tripSchema, sharedTripSchema]);

/** `data.data` of each event that viewers get. `by` says who ended the trip before its time. */
export const sharedEventDataSchema = z
  .strictObject({ trip: sharedTripSchema, by: cancelledBySchema.optional() })
  .meta({ id: 'SharedEventData' });

/** A link to a trip for somebody without a session, until it expires or is revoked. */
export const shareLinkSchema = z
  .strictObject({
    /** The trip's stream, token included. Absolute; relative to the origin for an odd `Host`. */
    url: z.string(),
    token: z.string(),
    expiresAt: timestamp,
  })
  .meta({ id: 'ShareLink' });

export type SharedTrip = z.infer<typeof sharedTripSchema>;
export type SharedEventData = z.infer<typeof sharedEventDataSchema>;
export type ShareLink = z.infer<typeof shareLinkSchema>;
