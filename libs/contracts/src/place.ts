import { z } from 'zod';
import { positionSchema } from './position.js';
import { text } from './text.js';

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

/** The answer to a search, the best match first. */
export const placeListSchema = z
  .strictObject({
    places: z.array(placeSchema),
    /** The sentence that the source of an `address` asks for; null when all places are our own. */
    attribution: z.string().nullable().optional(),
  })
  .meta({ id: 'PlaceList' });

/** The answer to `GET /v1/places/near`; null outside the city, and where no road has a name. */
export const nearPlaceSchema = z
  .strictObject({ place: placeSchema.nullable(), attribution: z.string().nullable().optional() })
  .meta({ id: 'NearPlace' });

/** An empty text would be read as 0. */
const degrees = (limit: number) =>
  z.string().trim().min(1).max(40).pipe(z.coerce.number<string>().min(-limit).max(limit));

export const nearQuerySchema = z.strictObject({ lat: degrees(90), lng: degrees(180) });

export const placeQuerySchema = z
  .strictObject({
    q: text(100),
    lat: degrees(90).optional(),
    lng: degrees(180).optional(),
    limit: z.coerce.number().int().min(1).max(20).default(8),
  })
  .refine(({ lat, lng }) => (lat === undefined) === (lng === undefined), {
    path: ['lat'],
    message: 'must be given together with lng',
  });

export type PlaceKind = z.infer<typeof placeKindSchema>;
export type Place = z.infer<typeof placeSchema>;
export type PlaceList = z.infer<typeof placeListSchema>;
export type NearPlace = z.infer<typeof nearPlaceSchema>;
export type NearQuery = z.infer<typeof nearQuerySchema>;
export type PlaceListQuery = z.infer<typeof placeQuerySchema>;
