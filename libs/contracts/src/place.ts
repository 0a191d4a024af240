import { z } from 'zod';
import { positionSchema } from './position.js';

export const placeKindSchema = z.enum(['street', 'crossing', 'landmark', 'district', 'address']);

/**
 * A place with a name. `distanceMeters` is the distance from the position in the request; null
 * without one. `address` comes from an outside geocoder only.
 */
export const placeSchema = z
  .strictObject({
    name: z.string(),
    kind: placeKindSchema,
    position: positionSchema,
    distanceMeters: z.int().nullable(),
  })
  .meta({ id: 'Place' });

export type PlaceKind = z.infer<typeof placeKindSchema>;
export type Place = z.infer<typeof placeSchema>;
