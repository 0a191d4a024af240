import { z } from 'zod';

/** An amount in the currency's minor unit (cents), never a fraction. */
export const moneySchema = z
  .strictObject({ amount: z.int().min(0), currency: z.string().length(3) })
  .meta({ id: 'Money', example: { amount: 1234, currency: 'USD' } });

export type Money = z.infer<typeof moneySchema>;
