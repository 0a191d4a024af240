import { z } from 'zod';
import { positionSchema } from '../position.js';
import { timestamp, uuid } from '../text.js';

export const repositionStatusSchema = z.enum(['suggested', 'accepted']);

/**
 * The suggestion to an idle driver to drive to a place without a rider, until `expiresAt` by the
 * database's clock. The driver may accept it, decline it or leave it alone. An accepted one has a
 * later expiry, by which the driver should have arrived.
 */
export const repositionSchema = z
  .strictObject({
    id: uuid,
    status: repositionStatusSchema,
    target: positionSchema,
    /** What people call the target; null where the city's map has no name for it. */
    targetName: z.string().nullable(),
    /** Why the driver should go there. A later server may have further values. */
    reason: z.enum(['riders_expected']),
    /** How many requests for a ride are expected around the target within `withinSeconds`. */
    expectedRiders: z.int(),
    withinSeconds: z.int(),
    travelSeconds: z.int(),
    distanceMeters: z.int(),
    createdAt: timestamp,
    expiresAt: timestamp,
  })
  .meta({ id: 'Reposition' });

/** Why a suggestion has ended; a later server may have further values. */
export const repositionEndReasonSchema = z.enum([
  'declined',
  'expired',
  'arrived',
  'offer',
  'driver_offline',
]);

/** The answer to a decline. */
export const declinedRepositionSchema = z
  .strictObject({ id: uuid, status: z.literal('declined') })
  .meta({ id: 'DeclinedReposition' });

export type Reposition = z.infer<typeof repositionSchema>;
export type RepositionStatus = z.infer<typeof repositionStatusSchema>;
export type RepositionEndReason = z.infer<typeof repositionEndReasonSchema>;
export type DeclinedReposition = z.infer<typeof declinedRepositionSchema>;
