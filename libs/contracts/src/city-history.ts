import { z } from 'zod';
import { positionSchema } from './position.js';
import { timestamp, uuid } from './text.js';

const count = z.number().int().min(0);

/** `minutes`: how far back the history goes, 10 minutes to a day. Default: three hours. */
export const cityHistoryQuerySchema = z.object({
  minutes: z.coerce.number().int().min(10).max(1440).default(180),
});

/**
 * The last hours of the city for operators, in 60 steps of equal length. It counts trips that were
 * requested within the period, at most the newest 20,000.
 */
export const cityHistorySchema = z
  .strictObject({
    from: timestamp,
    to: timestamp,
    stepSeconds: count,
    /** The numbers of each step, the oldest first. */
    steps: z.array(
      z.strictObject({
        /** The start of the step. */
        at: timestamp,
        requested: count,
        /** Trips that had no driver yet at the end of the step. */
        waiting: count,
        /** Trips with a driver at the end of the step. */
        riding: count,
        completed: count,
        /** Trips that were cancelled, or found no driver. */
        failed: count,
      }),
    ),
    /** Requests by the place of their pickup, rounded to about 400 m; at most 3,000, largest first. */
    cells: z.array(
      z.strictObject({
        /** The index of the step. */
        step: count,
        position: positionSchema,
        requested: count,
        /** Requests of the cell that were cancelled, or found no driver. */
        failed: count,
      }),
    ),
    /** Riders who wait for a driver now, the longest wait first; at most 500. */
    waiting: z.array(
      z.strictObject({
        tripId: uuid,
        position: positionSchema,
        /** The time since when the trip looks for a driver. */
        since: timestamp,
      }),
    ),
    /** There were more trips or cells than the answer counts. */
    isPartial: z.boolean(),
  })
  .meta({ id: 'CityHistory' });

export type CityHistoryQuery = z.infer<typeof cityHistoryQuerySchema>;
export type CityHistory = z.infer<typeof cityHistorySchema>;
