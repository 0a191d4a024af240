import { z } from 'zod';

/**
 * What people call the two ends of a ride, such as "5th Ave & W 42nd St"; null where the city's
 * map has no name for the position. The names are those of the time of the quote or the request. A
 * server before these fields leaves them out, and so do events of that time.
 */
export const placeNames = {
  pickupName: z.string().nullable().optional(),
  dropoffName: z.string().nullable().optional(),
};
