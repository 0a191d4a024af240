import { z } from 'zod';

/** GeoJSON (RFC 7946) writes a position as [lng, lat]. */
const coordinate = z.tuple([z.number(), z.number()]);

const roadSchema = z.strictObject({
  type: z.literal('Feature'),
  /**
   * `oneWay` and `speedKmph`; `name` where the road has one; `kind`, a value of the OpenStreetMap
   * key `highway`, such as `primary`, where it is known.
   */
  properties: z.record(z.string(), z.unknown()),
  geometry: z.strictObject({
    type: z.literal('LineString'),
    coordinates: z.array(coordinate),
  }),
});

export const areaKindSchema = z.enum(['water', 'park', 'district']);

/** Water, a park or a district. The first and the last coordinate of each ring are equal. */
export const cityAreaSchema = z.strictObject({
  type: z.literal('Feature'),
  properties: z.strictObject({ kind: areaKindSchema, name: z.string() }),
  geometry: z.strictObject({
    type: z.literal('Polygon'),
    coordinates: z.array(z.array(coordinate)),
  }),
});

export const cityLandmarkSchema = z.strictObject({
  type: z.literal('Feature'),
  properties: z.strictObject({ name: z.string() }),
  geometry: z.strictObject({ type: z.literal('Point'), coordinates: coordinate }),
});

const collectionOf = <T extends z.ZodType>(feature: T) =>
  z.strictObject({ type: z.literal('FeatureCollection'), features: z.array(feature) });

/**
 * The city for a map to draw: GeoJSON (RFC 7946), with positions as [lng, lat]. `attribution` is
 * the sentence that the source of the map asks for, and null for a generated city. A server before
 * `areas`, `landmarks` and `attribution` leaves them out, and a cached answer may be of that time.
 * In a city across the antimeridian `bounds.west` is above `bounds.east` (RFC 7946, section 5.2).
 */
export const cityMapSchema = z
  .strictObject({
    name: z.string(),
    bounds: z.strictObject({
      south: z.number(),
      west: z.number(),
      north: z.number(),
      east: z.number(),
    }),
    roads: collectionOf(roadSchema),
    areas: collectionOf(cityAreaSchema).optional(),
    landmarks: collectionOf(cityLandmarkSchema).optional(),
    attribution: z.string().nullable().optional(),
  })
  .meta({ id: 'CityMap' });

export type CityMap = z.infer<typeof cityMapSchema>;
export type AreaKind = z.infer<typeof areaKindSchema>;
export type CityArea = z.infer<typeof cityAreaSchema>;
export type CityLandmark = z.infer<typeof cityLandmarkSchema>;
