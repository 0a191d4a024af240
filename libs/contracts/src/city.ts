import { z } from 'zod';

/** The road network for a map to draw: GeoJSON (RFC 7946), with positions as [lng, lat]. */
export const cityMapSchema = z
  .strictObject({
    name: z.string(),
    bounds: z.strictObject({
      south: z.number(),
      west: z.number(),
      north: z.number(),
      east: z.number(),
    }),
    roads: z.strictObject({
      type: z.literal('FeatureCollection'),
      features: z.array(
        z.strictObject({
          type: z.literal('Feature'),
          properties: z.record(z.string(), z.unknown()),
          geometry: z.strictObject({
            type: z.literal('LineString'),
            coordinates: z.array(z.tuple([z.number(), z.number()])),
          }),
        }),
      ),
    }),
  })
  .meta({ id: 'CityMap' });

export type CityMap = z.infer<typeof cityMapSchema>;
