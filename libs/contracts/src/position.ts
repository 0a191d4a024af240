import { z } from 'zod';

/** A position in degrees, WGS 84. */
export const positionSchema = z
  .strictObject({
    lat: z.number().min(-90).max(90),
    lng: z.number().min(-180).max(180),
  })
  .meta({ id: 'Position', example: { lat: 40.758, lng: -73.9855 } });

export type Position = z.infer<typeof positionSchema>;
