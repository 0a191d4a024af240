import { z } from 'zod';
import { positionSchema } from '#contracts';
import { nameAddress } from './address-name.js';
import { MAX_FOUND, type FoundPlace, type GeocoderKind } from './geocoder-kind.js';

const optionalText = z.string().optional().catch(undefined);

/** The part of a GeoJSON feature (RFC 7946) that is read. */
const featureSchema = z.object({
  geometry: z.object({ type: z.literal('Point'), coordinates: z.array(z.number()).min(2) }),
  properties: z.object({
    name: optionalText,
    housenumber: optionalText,
    street: optionalText,
    countrycode: optionalText,
  }),
});
const answerSchema = z.object({ features: z.array(z.unknown()) });

/** Photon of komoot (https://github.com/komoot/photon): made for search while typing. */
export const photon: GeocoderKind = {
  searchPath({ q, near, bounds: { west, south, east, north } }) {
    const parameters = new URLSearchParams({ q, limit: String(MAX_FOUND) });
    parameters.set('bbox', [west, south, east, north].join(','));
    if (near) {
      parameters.set('lat', String(near.lat));
      parameters.set('lon', String(near.lng));
    }
    return `api?${parameters}`;
  },

  nearPath: ({ lat, lng }) => `reverse?lat=${lat}&lon=${lng}&limit=1`,

  parse(answer) {
    const { success, data } = answerSchema.safeParse(answer);
    return success ? data.features.slice(0, MAX_FOUND).flatMap(parseFeature) : null;
  },
};

function parseFeature(feature: unknown): FoundPlace[] {
  const { success, data } = featureSchema.safeParse(feature);
  if (!success) return [];
  const [lng, lat] = data.geometry.coordinates;
  const { name, housenumber, street, countrycode } = data.properties;
  const label = nameAddress({ name, houseNumber: housenumber, street, countryCode: countrycode });
  const position = positionSchema.safeParse({ lat, lng });
  return label !== null && position.success ? [{ name: label, position: position.data }] : [];
}
