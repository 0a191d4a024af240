import { z } from 'zod';
import { moneySchema } from '../money.js';
import { timestamp } from '../text.js';

const MAX_PAST_MS = 31 * 86_400_000;

/** `since` is the start of the day by the clock of the driver's place, for example. */
export const earningsQuerySchema = z.strictObject({
  since: timestamp
    .refine((since) => Date.parse(since) >= Date.now() - MAX_PAST_MS, {
      error: 'must be within the last 31 days',
    })
    .optional(),
});

/**
 * What a driver has earned since a time, before any deduction. `fees` are those of cancels and
 * no-shows, and `total` is the sum of fares, fees and tips.
 */
export const earningsSchema = z
  .strictObject({
    since: timestamp,
    /** Number of completed trips. */
    trips: z.int().min(0),
    fares: moneySchema,
    fees: moneySchema,
    tips: moneySchema,
    total: moneySchema,
  })
  .meta({ id: 'Earnings' });

/** The body of a tip: an amount in the minor unit of the fare's currency. */
export const tipRequestSchema = z
  .strictObject({ amount: z.int().min(1).max(1_000_000_000) })
  .meta({ id: 'TipRequest', example: { amount: 200 } });

export type Earnings = z.infer<typeof earningsSchema>;
export type EarningsQuery = z.infer<typeof earningsQuerySchema>;
export type TipRequest = z.infer<typeof tipRequestSchema>;
