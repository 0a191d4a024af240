import { z } from 'zod';
import { moneySchema } from '../money.js';
import { positionSchema } from '../position.js';
import { timestamp, uuid } from '../text.js';
import { placeNames } from './place-names.js';

export const quoteRequestSchema = z
  .strictObject({ pickup: positionSchema, dropoff: positionSchema })
  .meta({
    id: 'QuoteRequest',
    example: {
      pickup: { lat: 40.758, lng: -73.9855 },
      dropoff: { lat: 40.7484, lng: -73.9857 },
    },
  });

/** The price of a ride in a shared car: it stays the same if no other rider joins. */
export const sharedQuoteSchema = z
  .strictObject({
    fare: moneySchema,
    /** The longest time that the ride may take beyond `durationSeconds` because of others. */
    maxDetourSeconds: z.int(),
  })
  .meta({ id: 'SharedQuote' });

/** The price of a ride. `pickupEtaSeconds` is null while no driver is near. */
export const quoteSchema = z
  .strictObject({
    id: uuid,
    ...placeNames,
    fare: moneySchema,
    distanceMeters: z.int(),
    durationSeconds: z.int(),
    pickupEtaSeconds: z.int().nullable(),
    expiresAt: timestamp,
    /**
     * The cheaper fare of a rider who lets others ride along; null where that is not offered. A
     * server before this field leaves it out.
     */
    shared: sharedQuoteSchema.nullable().optional(),
  })
  .meta({ id: 'Quote' });

export type QuoteRequest = z.infer<typeof quoteRequestSchema>;
export type Quote = z.infer<typeof quoteSchema>;
