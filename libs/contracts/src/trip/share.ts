import { z } from 'zod';
import { timestamp } from '../text.js';
import { cancellationSchema, cancelledBySchema, tripDriverSchema, tripSchema } from './trip.js';

/**
 * A trip as the viewers of a share link see it: its route, its status and its car. It leaves out
 * the rider, money, ratings, the PIN, whether others ride along, and text that a person typed, such as the reason of a cancel.
 */
export const sharedTripSchema = tripSchema
  .omit({
    riderId: true,
    rider: true,
    fare: true,
    pin: true,
    freeCancelUntil: true,
    cancelFee: true,
    shared: true,
  })
  .extend({
    driver: tripDriverSchema.omit({ rating: true }).nullable(),
    cancellation: cancellationSchema.pick({ by: true }).nullable(),
  })
  .meta({ id: 'SharedTrip' });

/** A trip as the answer to a request with a session or with a share link. */
export const readableTripSchema = z
  .union([tripSchema, sharedTripSchema])
  .meta({ id: 'ReadableTrip' });

/** `data.data` of each event for viewers. `by` says who cancelled the trip. */
export const sharedEventDataSchema = z
  .strictObject({ trip: sharedTripSchema, by: cancelledBySchema.optional() })
  .meta({ id: 'SharedEventData' });

/** A link that shows a trip to people without a session, until it expires or is revoked. */
export const shareLinkSchema = z
  .strictObject({
    /** The address of the trip's stream with the token; relative if `Host` is malformed. */
    url: z.string(),
    /**
     * The page that shows the trip in a browser, for people. A server before this field leaves it
     * out.
     */
    pageUrl: z.string().optional(),
    token: z.string(),
    expiresAt: timestamp,
  })
  .meta({ id: 'ShareLink' });

/** The trip of a share link, found by the link's token alone. */
export const sharedTripViewSchema = z
  .strictObject({ trip: sharedTripSchema, expiresAt: timestamp })
  .meta({ id: 'SharedTripView' });

export type SharedTripView = z.infer<typeof sharedTripViewSchema>;
export type SharedTrip = z.infer<typeof sharedTripSchema>;
export type SharedEventData = z.infer<typeof sharedEventDataSchema>;
export type ShareLink = z.infer<typeof shareLinkSchema>;
