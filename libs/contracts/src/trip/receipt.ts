import { z } from 'zod';
import { moneySchema } from '../money.js';
import { positionSchema } from '../position.js';
import { tripDriverSchema, tripStatusSchema } from './trip.js';
import { timestamp, uuid } from '../text.js';
import { placeNames } from './place-names.js';

/** The cost of an ended trip, line by line; `total` is the sum of `lines`. */
export const receiptSchema = z
  .strictObject({
    tripId: uuid,
    status: tripStatusSchema,
    pickup: positionSchema,
    dropoff: positionSchema,
    ...placeNames,
    driver: tripDriverSchema.nullable(),
    distanceMeters: z.int(),
    durationSeconds: z.int(),
    lines: z.array(
      z.strictObject({
        kind: z.enum(['fare', 'cancel_fee', 'no_show_fee', 'tip']),
        amount: moneySchema,
      }),
    ),
    total: moneySchema,
    requestedAt: timestamp,
    endedAt: timestamp,
  })
  .meta({ id: 'Receipt' });

export type Receipt = z.infer<typeof receiptSchema>;
