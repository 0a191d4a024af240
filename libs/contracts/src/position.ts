import { z } from 'zod';

/** A place on the ground, WGS 84, in degrees. */
export const positionSchema = z
  .strictObject({
    lat: z.number().min(-90).max(90),
    lng: z.number().min(-180).max(180),
  })
  .meta({ id: 'Position', example: { lat: 40.758, lng: -73.9855 } });

export type Position = z.infer<typeof positionSchema>;
