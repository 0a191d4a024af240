import { z } from 'zod';

/** An amount in the minor unit of the currency (ISO 4217), never a fraction. */
export const moneySchema = z
  .strictObject({
    amount: z.int().min(0).meta({
      description:
        'In the minor unit of the currency (ISO 4217): cents of USD, whole yen of JPY, fils of KWD, of which a dinar has 1000.',
    }),
    currency: z.string().length(3).meta({ description: 'ISO 4217.' }),
  })
  .meta({ id: 'Money', example: { amount: 1234, currency: 'USD' } });

export type Money = z.infer<typeof moneySchema>;
