import { z } from 'zod';
import { positionSchema, type Position } from './position.js';
import { text, timestamp, uuid } from './text.js';
import { vehicleSchema, type Vehicle } from './trip/driver.js';

/** The most entries of the list `offers`. */
const MAX_OFFERS = 50;
const MAX_SECONDS = 3600;

/**
 * A stage of a trip. `accepted`: right after the accept. `on_the_way`: half of the way to the pickup
 * is done. `at_pickup`: the driver has arrived. `in_progress`: half of the ride is done.
 */
export const sandboxStageSchema = z.enum(['accepted', 'on_the_way', 'at_pickup', 'in_progress']);

/** What a sandbox driver does with a trip. */
export const sandboxTripSchema = z
  .strictObject({
    /** Gives the trip back at this stage, so that it looks for another driver. Default: never. */
    cancelAt: sandboxStageSchema.exclude(['in_progress']).optional(),
    /** From this stage on the driver sends no request at all, as a phone without a network. */
    silentAt: sandboxStageSchema.optional(),
    /** How long the silence takes, in real seconds; null: for ever. */
    silentSeconds: z.number().min(0).max(MAX_SECONDS).nullable().default(null),
    /** Waits at the pickup until a no-show is allowed, and reports it. */
    noShow: z.boolean().default(false),
    /**
     * Where the driver has the PIN from. `auto`: the rider has said it, as it were. `ask`: waits for
     * `PUT /v1/sandbox/drivers/{id}/pin`. `wrong`: tries a wrong one first, and then does as `auto`.
     */
    pin: z.enum(['auto', 'ask', 'wrong']).default('auto'),
    /** The wait at the pickup before the start, in real seconds. */
    boardingSeconds: z.number().min(0).max(300).default(0.5),
    /** The speed of the car. Default: the speeds of the roads. */
    speedKmh: z.number().min(1).max(500).optional(),
    /** How many times as fast as real time the car moves. */
    speedFactor: z.number().min(0.1).max(1000).default(10),
  })
  .meta({ id: 'SandboxTripScript', example: { cancelAt: 'on_the_way', speedFactor: 60 } });

const sandboxAnswerSchema = z.enum(['accept', 'decline', 'ignore']);

/** What a sandbox driver does with one offer. */
export const sandboxOfferSchema = z
  .strictObject({
    answer: sandboxAnswerSchema,
    /** The wait before the answer, in real milliseconds. */
    afterMs: z.int().min(0).max(120_000).default(300),
    /** The script of the trip, if the offer is accepted. Default: that of the driver. */
    trip: sandboxTripSchema.optional(),
  })
  .meta({ id: 'SandboxOfferScript', example: { answer: 'accept', afterMs: 1000 } });

const offersSchema = z.array(sandboxAnswerSchema.or(sandboxOfferSchema)).min(1).max(MAX_OFFERS);

/** The body of `POST /v1/sandbox/drivers`. Every field may be left out. */
export const sandboxDriverRequestSchema = z
  .strictObject({
    name: text(80).default('Sandbox driver'),
    /** Where the driver goes on duty. Default: the middle of the city. */
    position: positionSchema.optional(),
    vehicle: vehicleSchema.default({ model: 'Toyota Prius', colour: 'blue', plate: 'SANDBOX' }),
    /** Serves only this rider, and declines the offers of others at once. */
    riderId: uuid.nullable().default(null),
    /** The answers to the next offers, in their order. The last one is for all that follow. */
    offers: offersSchema.default(['accept']),
    /** What the driver does with a trip whose offer has no script of its own. */
    trip: sandboxTripSchema.prefault({}),
    /** After this time the driver ends by itself. */
    lifetimeSeconds: z.number().min(1).max(MAX_SECONDS).default(900),
  })
  .meta({
    id: 'SandboxDriverRequest',
    example: {
      position: { lat: 40.7549, lng: -73.984 },
      offers: ['decline', 'accept'],
      trip: { speedFactor: 60 },
    },
  });

/** The body of `PATCH /v1/sandbox/drivers/{id}`. A field that is given replaces the former one. */
export const sandboxDriverChangeSchema = z
  .strictObject({
    riderId: uuid.nullable().optional(),
    offers: offersSchema.optional(),
    /** Holds for the trip under way too, from its next stage on. */
    trip: sandboxTripSchema.optional(),
    /** true: falls silent now, until false. */
    silent: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must have at least one field')
  .meta({ id: 'SandboxDriverChange', example: { silent: true } });

export const sandboxPinSchema = z
  .strictObject({ pin: z.string().regex(/^\d{4}$/, 'must be the four digits the rider shows') })
  .meta({ id: 'SandboxPin', example: { pin: '4821' } });

/** Something that a sandbox driver did or met. */
export const sandboxStepSchema = z.strictObject({
  at: timestamp,
  /**
   * `online`, `offline`, `offer`, `accepted`, `declined`, `ignored`, `offer_lost`, `driving`,
   * `arrived`, `asking_for_pin`, `wrong_pin`, `started`, `completed`, `cancelled`, `no_show`, `trip_lost`, `silent`, `back`,
   * `refused`, `failed`. More may be added.
   */
  did: z.string(),
  offerId: uuid.optional(),
  tripId: uuid.optional(),
  /** For example the code of a refusal. */
  detail: z.string().optional(),
});

/** A scripted driver as the sandbox shows it. */
export const sandboxDriverSchema = z
  .strictObject({
    /** Also the id of the driver in a trip. */
    id: uuid,
    name: z.string(),
    vehicle: vehicleSchema,
    riderId: uuid.nullable(),
    /** `starting`: not on duty yet. `ended`: off duty for good; `endReason` says why. */
    status: z.enum(['starting', 'available', 'on_trip', 'silent', 'ended']),
    /** Where the car is now, also while the driver is silent. */
    position: positionSchema,
    /** The trip that the driver has; null without one. */
    tripId: uuid.nullable(),
    /** The answers to the next offers; the last one is for all that follow. */
    offers: z.array(sandboxOfferSchema),
    trip: sandboxTripSchema,
    /** What the driver did, the oldest first; the latest 200 steps. */
    log: z.array(sandboxStepSchema),
    createdAt: timestamp,
    expiresAt: timestamp,
    /** `expired`, `removed`, `failed`, `stopped` or `taken_off_duty`; null while it has not ended. */
    endReason: z.enum(['expired', 'removed', 'failed', 'stopped', 'taken_off_duty']).nullable(),
  })
  .meta({ id: 'SandboxDriver' });

export const sandboxDriversSchema = z
  .strictObject({ drivers: z.array(sandboxDriverSchema) })
  .meta({ id: 'SandboxDrivers' });

export type SandboxStage = z.infer<typeof sandboxStageSchema>;
export type SandboxTripScript = z.infer<typeof sandboxTripSchema>;
export type SandboxOfferScript = z.infer<typeof sandboxOfferSchema>;
export type SandboxOffers = z.infer<typeof offersSchema>;
/** The request as the schema reads it, with all defaults. */
export type SandboxDriverSettings = z.infer<typeof sandboxDriverRequestSchema>;
/** The change as the schema reads it. */
export type SandboxDriverPatch = z.infer<typeof sandboxDriverChangeSchema>;
export type SandboxStep = z.infer<typeof sandboxStepSchema>;
export type SandboxDriver = z.infer<typeof sandboxDriverSchema>;
export type SandboxDrivers = z.infer<typeof sandboxDriversSchema>;

/** The script of a trip as a client sends it; a field that is left out has its default. */
export interface SandboxTripRequest {
  cancelAt?: 'accepted' | 'on_the_way' | 'at_pickup';
  silentAt?: 'accepted' | 'on_the_way' | 'at_pickup' | 'in_progress';
  silentSeconds?: number | null;
  noShow?: boolean;
  pin?: 'auto' | 'ask' | 'wrong';
  boardingSeconds?: number;
  speedKmh?: number;
  speedFactor?: number;
}

/** The answer to one offer as a client sends it. */
export type SandboxOfferRequest =
  | 'accept'
  | 'decline'
  | 'ignore'
  | { answer: 'accept' | 'decline' | 'ignore'; afterMs?: number; trip?: SandboxTripRequest };

/** A sandbox driver as a client asks for one; a field that is left out has its default. */
export interface SandboxDriverRequest {
  name?: string;
  position?: Position;
  vehicle?: Vehicle;
  riderId?: string | null;
  offers?: SandboxOfferRequest[];
  trip?: SandboxTripRequest;
  lifetimeSeconds?: number;
}

/** A change of a sandbox driver as a client sends it. A field that is given replaces the former one. */
export interface SandboxDriverChange {
  riderId?: string | null;
  offers?: SandboxOfferRequest[];
  trip?: SandboxTripRequest;
  silent?: boolean;
}
