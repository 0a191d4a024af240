import { z } from 'zod';
import { positionSchema } from '#contracts';
import { nameAddress } from './address-name.js';
import { MAX_FOUND, type FoundPlace, type GeocoderKind } from './geocoder-kind.js';

const optionalText = z.string().optional().catch(undefined);
/** Nominatim sends degrees as text. An empty text would be read as 0. */
const degrees = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .transform(Number)
  .or(z.number());

/** The part of a result that is read, in the format `jsonv2` with `addressdetails`. */
const resultSchema = z.object({
  lat: degrees,
  lon: degrees,
  name: optionalText,
  address: z
    .object({ house_number: optionalText, road: optionalText, country_code: optionalText })
    .optional()
    .catch(undefined),
});
const errorSchema = z.object({ error: z.unknown() });

/** Nominatim (https://nominatim.org/release-docs/latest/api/Overview/). */
export const nominatim: GeocoderKind = {
  searchPath({ q, bounds: { west, south, east, north } }) {
    const parameters = new URLSearchParams({ q, limit: String(MAX_FOUND), bounded: '1' });
    parameters.set('viewbox', [west, south, east, north].join(','));
    return `search?${parameters}&${FORM}`;
  },

  nearPath: ({ lat, lng }) => `reverse?lat=${lat}&lon=${lng}&zoom=18&${FORM}`,

  parse(answer) {
    if (Array.isArray(answer)) return answer.slice(0, MAX_FOUND).flatMap(parseResult);
    // The name of a position is one result. A position without one is an error with the status 200.
    if (errorSchema.safeParse(answer).success) return [];
    return resultSchema.safeParse(answer).success ? parseResult(answer) : null;
  },
};

const FORM = 'format=jsonv2&addressdetails=1';

function parseResult(result: unknown): FoundPlace[] {
  const { success, data } = resultSchema.safeParse(result);
  if (!success) return [];
  const { lat, lon: lng, name, address } = data;
  const label = nameAddress({
    name,
    houseNumber: address?.house_number,
    street: address?.road,
    countryCode: address?.country_code,
  });
  const position = positionSchema.safeParse({ lat, lng });
  return label !== null && position.success ? [{ name: label, position: position.data }] : [];
}
