import { z } from 'zod';
import { moneySchema } from '../money.js';
import { positionSchema } from '../position.js';
import { timestamp, uuid } from '../text.js';
import { offeredRouteSchema } from './driver-route.js';
import { placeNames } from './place-names.js';
import { tripRiderSchema } from './trip.js';

export const offerStatusSchema = z.enum(['pending', 'accepted', 'declined', 'expired', 'revoked']);

/** A ride offered to one driver, who can accept it until `expiresAt` by the database's clock. */
export const offerSchema = z
  .strictObject({
    id: uuid,
    tripId: uuid,
    pickup: positionSchema,
    dropoff: positionSchema,
    ...placeNames,
    pickupEtaSeconds: z.int(),
    pickupDistanceMeters: z.int(),
    tripDistanceMeters: z.int(),
    fare: moneySchema,
    rider: tripRiderSchema,
    /** Whether the rider shares the car. A server before this field leaves it out. */
    shared: z.boolean().optional(),
    /**
     * The stops of the driver with this trip among them, when it joins the trips that the driver
     * has; else null. A server before this field leaves it out.
     */
    route: offeredRouteSchema.nullable().optional(),
    createdAt: timestamp,
    expiresAt: timestamp,
  })
  .meta({ id: 'Offer' });

/** The answer to a decline. */
export const declinedOfferSchema = z
  .strictObject({ id: uuid, tripId: uuid, status: z.literal('declined'), reason: z.string() })
  .meta({ id: 'DeclinedOffer' });

export type OfferStatus = z.infer<typeof offerStatusSchema>;
export type Offer = z.infer<typeof offerSchema>;
export type DeclinedOffer = z.infer<typeof declinedOfferSchema>;
