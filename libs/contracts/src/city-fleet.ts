import { z } from 'zod';
import { cityDriverSchema } from './stream/ephemeral.js';
import { timestamp } from './text.js';

/** Drivers that one answer lists at most, which bounds its size. */
export const MOST_FLEET_DRIVERS = 5000;

/** The drivers on duty or on a trip whose location is known, for operators of a large city. */
export const cityFleetSchema = z
  .strictObject({
    /** At most 5,000: first those on trips, then those with an offer, then the available ones. */
    drivers: z.array(cityDriverSchema),
    /** Number of such drivers that are not listed. */
    driversOmitted: z.number().int().min(0),
    serverTime: timestamp,
  })
  .meta({ id: 'CityFleet' });

export type CityFleet = z.infer<typeof cityFleetSchema>;
