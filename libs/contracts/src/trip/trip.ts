import { z } from 'zod';
import { vehicleSchema } from './driver.js';
import { moneySchema } from '../money.js';
import { positionSchema } from '../position.js';
import { placeNames } from './place-names.js';
import { text, timestamp, uuid } from '../text.js';

export const tripStatusSchema = z.enum([
  'matching',
  'driver_assigned',
  'driver_arrived',
  'in_progress',
  'completed',
  'cancelled',
  'no_drivers_available',
]);

/**
 * Who cancelled a trip. `no_show`: the driver waited and the rider did not come. `ops`: an
 * operator ended the trip. `rider_gone`: the rider's app was away during the search for a driver.
 */
export const cancelledBySchema = z.enum([
  'rider',
  'driver',
  'system',
  'no_show',
  'ops',
  'rider_gone',
]);

/** The operator who gave a command of ops. The event of that command names them. */
export const operatorSchema = z
  .strictObject({ id: uuid, name: z.string() })
  .meta({ id: 'Operator' });

/** A rider as the driver sees them. `rating` is null before the first rating. */
export const tripRiderSchema = z.strictObject({
  name: z.string(),
  rating: z.number().nullable(),
});

export const tripDriverSchema = z.strictObject({
  id: uuid,
  name: z.string(),
  rating: z.number().nullable(),
  vehicle: vehicleSchema.nullable(),
});

export const cancellationSchema = z.strictObject({
  by: cancelledBySchema,
  reason: z.string(),
  fee: moneySchema,
});

/**
 * A trip as its rider and its driver see it. `pin` is present for the rider only, and never in an
 * event; after `trip.redispatching` the trip has another one. `cancelFee` is the price of a cancel
 * after `freeCancelUntil`.
 *
 * `driverSilentSince` is the time of the driver's last request while the driver is silent, else
 * null. While it is set, a cancel by the rider is free. `driverLostAt` is the earliest time at which
 * that driver counts as lost; null when the driver isn't silent or `DRIVER_LOST_SECONDS` is 0.
 * Before the ride the trip then looks for another driver.
 *
 * `matchingDeadline` is the time at which the search for a driver is given up; null while there is
 * none. A server before this field leaves it out.
 *
 * `shared`: the rider lets others ride along for a cheaper fare, which holds if no other rider does.
 * A server before this field leaves it out.
 */
export const tripSchema = z
  .strictObject({
    id: uuid,
    status: tripStatusSchema,
    version: z.int().min(1),
    riderId: uuid,
    rider: tripRiderSchema,
    driver: tripDriverSchema.nullable(),
    pickup: positionSchema,
    dropoff: positionSchema,
    ...placeNames,
    fare: moneySchema,
    pin: z.string().optional(),
    freeCancelUntil: timestamp.nullable(),
    cancelFee: moneySchema,
    pickupEtaSeconds: z.int().nullable(),
    requestedAt: timestamp,
    assignedAt: timestamp.nullable(),
    arrivedAt: timestamp.nullable(),
    startedAt: timestamp.nullable(),
    endedAt: timestamp.nullable(),
    cancellation: cancellationSchema.nullable(),
    driverSilentSince: timestamp.nullable(),
    driverLostAt: timestamp.nullable(),
    matchingDeadline: timestamp.nullable().optional(),
    shared: z.boolean().optional(),
  })
  .meta({ id: 'Trip' });

/** The trip in an event. It has no PIN, because an event has several readers. */
export const eventTripSchema = tripSchema.omit({ pin: true }).meta({ id: 'EventTrip' });

/** Whether the rider lets others ride along, at the fare `shared` of a quote. */
const sharing = { shared: z.boolean().optional() };

export const tripRequestSchema = z
  .union([
    z.strictObject({ quoteId: uuid, ...sharing }),
    z.strictObject({ pickup: positionSchema, dropoff: positionSchema, ...sharing }),
  ])
  .meta({ id: 'TripRequest' });

export const reasonRequestSchema = z
  .strictObject({ reason: text(200) })
  .meta({ id: 'ReasonRequest', example: { reason: 'Plans changed' } });

/**
 * The body of an operator's command about a trip. `version` is that of the trip which the operator
 * saw: a trip that has changed since is left as it is, with TRIP_CHANGED. Without it the command
 * applies to the trip as it is.
 */
export const operatorRequestSchema = z
  .strictObject({ reason: text(200), version: z.int().min(1).optional() })
  .meta({ id: 'OperatorRequest', example: { reason: 'The car broke down', version: 3 } });

/**
 * The body of a command that needs the driver at the pickup. `position` is where the driver is now;
 * without it the last reported location counts.
 */
export const atPickupRequestSchema = z
  .strictObject({ position: positionSchema.optional() })
  .nullish()
  .meta({ id: 'AtPickupRequest', example: { position: { lat: 40.7549, lng: -73.984 } } });

/** Why a step is right although the driver is far from its place. */
export const stepOverrideSchema = z
  .strictObject({ reason: text(200) })
  .meta({ id: 'StepOverride', example: { reason: 'The street is closed' } });

/**
 * The body of a step that belongs to a place: the arrival to the pickup, the completion to the
 * drop-off. `position` is where the driver is now; without it, the last location counts that the
 * driver reported since the step before and within 15 seconds. `override` does the step all the
 * same, and its event records it.
 */
export const stepRequestSchema = z
  .strictObject({
    position: positionSchema.optional(),
    override: stepOverrideSchema.optional(),
  })
  .nullish()
  .meta({ id: 'StepRequest', example: { position: { lat: 40.7549, lng: -73.984 } } });

export const startRequestSchema = z
  .strictObject({ pin: z.string().regex(/^\d{4}$/, 'must be the four digits the rider shows') })
  .meta({ id: 'StartRequest', example: { pin: '4821' } });

export const ratingRequestSchema = z
  .strictObject({ stars: z.int().min(1).max(5), comment: text(500).optional() })
  .meta({ id: 'RatingRequest', example: { stars: 5 } });

export const tripListQuerySchema = z.strictObject({
  status: tripStatusSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: uuid.optional(),
});

export const tripPageSchema = z
  .strictObject({ trips: z.array(tripSchema), nextCursor: uuid.nullable() })
  .meta({ id: 'TripPage' });

export type TripStatus = z.infer<typeof tripStatusSchema>;
export type Operator = z.infer<typeof operatorSchema>;
export type CancelledBy = z.infer<typeof cancelledBySchema>;
export type TripRider = z.infer<typeof tripRiderSchema>;
export type TripDriver = z.infer<typeof tripDriverSchema>;
export type Cancellation = z.infer<typeof cancellationSchema>;
export type Trip = z.infer<typeof tripSchema>;
export type EventTrip = z.infer<typeof eventTripSchema>;
export type TripRequest = z.infer<typeof tripRequestSchema>;
export type OperatorRequest = z.infer<typeof operatorRequestSchema>;
export type AtPickupRequest = z.infer<typeof atPickupRequestSchema>;
export type StepOverride = z.infer<typeof stepOverrideSchema>;
export type StepRequest = z.infer<typeof stepRequestSchema>;
export type RatingRequest = z.infer<typeof ratingRequestSchema>;
export type TripListQuery = z.infer<typeof tripListQuerySchema>;
export type TripPage = z.infer<typeof tripPageSchema>;

/** The statuses in which a driver is bound to a trip. */
export const statusesWithDriver: readonly TripStatus[] = [
  'driver_assigned',
  'driver_arrived',
  'in_progress',
];

/** The statuses of a trip that has not ended; a rider has at most one such trip. */
export const activeStatuses: readonly TripStatus[] = ['matching', ...statusesWithDriver];

/** The statuses of a trip that has ended; they never change. */
export const terminalStatuses: readonly TripStatus[] = [
  'completed',
  'cancelled',
  'no_drivers_available',
];
