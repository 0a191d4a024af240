import { z } from 'zod';
import { positionSchema } from '../position.js';
import { text } from '../text.js';

export const vehicleSchema = z
  .strictObject({ model: text(60), colour: text(30), plate: text(16) })
  .meta({ id: 'Vehicle', example: { model: 'Toyota Prius', colour: 'blue', plate: 'T-100 42' } });

export const availabilitySchema = z.enum(['online', 'offline']);

export const availabilityRequestSchema = z
  .strictObject({
    status: availabilitySchema,
    position: positionSchema.optional(),
    vehicle: vehicleSchema.optional(),
  })
  .meta({ id: 'AvailabilityRequest' });

export const availabilityStateSchema = z
  .strictObject({ status: availabilitySchema, vehicle: vehicleSchema.nullable() })
  .meta({ id: 'Availability' });

/** 9999-12-31T23:59:59.999Z: a later year has no form of four digits. */
const LAST_MS = 253_402_300_799_999;

/**
 * Whether every part of the system can keep a time that a client sends. JavaScript reads offsets,
 * fractions and years that Postgres refuses, so the time is kept as `Date` writes it.
 */
function isKeptTime(value: string): boolean {
  const milliseconds = Date.parse(value);
  return milliseconds >= 0 && milliseconds <= LAST_MS;
}

/** A reading of a driver's location. It is not an event: only the latest reading counts. */
export const locationReadingSchema = z
  .strictObject({
    lat: z.number().min(-90).max(90),
    lng: z.number().min(-180).max(180),
    headingDegrees: z.number().min(0).max(360).optional(),
    speedMps: z.number().min(0).max(150).optional(),
    recordedAt: z.iso
      .datetime({ offset: true, abort: true })
      .refine(isKeptTime, 'must be a time from 1970 to 9999')
      .optional(),
  })
  .meta({ id: 'LocationReading', example: { lat: 40.758, lng: -73.9855, headingDegrees: 29 } });

/** One reading, or up to 100 readings that a phone collected while it was offline. */
export const locationRequestSchema = z.union([
  locationReadingSchema,
  z.array(locationReadingSchema).min(1).max(100),
]);

export type Vehicle = z.infer<typeof vehicleSchema>;
export type Availability = z.infer<typeof availabilitySchema>;
export type AvailabilityRequest = z.infer<typeof availabilityRequestSchema>;
export type AvailabilityState = z.infer<typeof availabilityStateSchema>;
export type LocationReading = z.infer<typeof locationReadingSchema>;
