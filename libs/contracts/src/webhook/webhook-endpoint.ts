import { z } from 'zod';
import { eventTypes, type EventType } from '../event/event-map.js';
import { text, timestamp, uuid } from '../text.js';

/** The longest address of an endpoint, in characters. */
const MAX_URL_LENGTH = 2_000;

/** About the delivery itself, for operators. It is in the history, and on no stream. */
export const WEBHOOK_PAUSED = 'webhook.paused';

/** Every type of event that can be delivered, or `*` for those of trips, offers and drivers. */
const subscription = z.enum(['*', ...(eventTypes as [EventType, ...EventType[]]), WEBHOOK_PAUSED]);

const subscriptions = z
  .array(subscription)
  .min(1)
  .max(eventTypes.length + 2)
  .transform((types) => [...new Set(types)]);

const url = z.string().min(1).max(MAX_URL_LENGTH);

/** Empty, or a line that an operator typed. */
const description = z.union([z.literal(''), text(200)]);

/**
 * Where a delivery begins in the history: a cursor that an endpoint has shown, the first event at
 * or after a time, or one event, which is delivered as well.
 */
const startSchema = z.union([
  z.strictObject({ cursor: z.string().min(1).max(2_000) }),
  z.strictObject({ time: timestamp }),
  z.strictObject({ eventId: uuid }),
]);

export const webhookRequestSchema = z
  .strictObject({
    url,
    events: subscriptions,
    description: description.default(''),
    /** Left out, the endpoint gets the events that commit from now on. */
    startAt: startSchema.optional(),
  })
  .meta({
    id: 'WebhookRequest',
    example: { url: 'https://partner.example/tripstream', events: ['trip.completed'] },
  });

export const webhookChangeSchema = z
  .strictObject({
    url: url.optional(),
    events: subscriptions.optional(),
    description: description.optional(),
  })
  .meta({ id: 'WebhookChange', example: { events: ['trip.completed', 'trip.cancelled'] } });

export const webhookReplayRequestSchema = startSchema.meta({
  id: 'WebhookReplayRequest',
  example: { time: '2026-11-29T08:00:00.000Z' },
});

export const webhookStateSchema = z.enum(['active', 'paused']);

/**
 * Why an endpoint is paused. `failing`: an event was tried as often as the schedule says. `gone`:
 * the endpoint answered 410. `history_restored`: the database is a copy or was restored from a dump,
 * and an operator decides whether this server delivers. `operator`: by a command.
 */
export const webhookPauseReasonSchema = z.enum(['operator', 'failing', 'gone', 'history_restored']);

/** `data` of the event `webhook.paused`. */
export const webhookPausedSchema = z
  .strictObject({ endpointId: uuid, description: z.string(), reason: webhookPauseReasonSchema })
  .meta({ id: 'WebhookPaused' });

/**
 * An endpoint of a partner. `cursor` is the position in the history up to which events were taken
 * for delivery; `pendingEvents` of these wait for an answer, the oldest since `oldestPendingAt`. `historyLostAt`
 * is when the endpoint last missed events, because the history that it needed had been trimmed.
 */
export const webhookEndpointSchema = z
  .strictObject({
    id: uuid,
    url: z.string(),
    events: z.array(z.string()),
    description: z.string(),
    state: webhookStateSchema,
    pauseReason: webhookPauseReasonSchema.nullable(),
    pausedAt: timestamp.nullable(),
    cursor: z.string(),
    pendingEvents: z.int(),
    oldestPendingAt: timestamp.nullable(),
    historyLostAt: timestamp.nullable(),
    /** Until then both secrets sign, after a rotation. */
    previousSecretUntil: timestamp.nullable(),
    createdAt: timestamp,
  })
  .meta({ id: 'WebhookEndpoint' });

/** The answer that shows the secret, which no other answer does. */
export const createdWebhookEndpointSchema = webhookEndpointSchema
  .extend({ secret: z.string() })
  .meta({ id: 'CreatedWebhookEndpoint' });

export const webhookEndpointsSchema = z
  .strictObject({ endpoints: z.array(webhookEndpointSchema) })
  .meta({ id: 'WebhookEndpoints' });

export const webhookSecretSchema = z
  .strictObject({ secret: z.string(), previousSecretUntil: timestamp })
  .meta({ id: 'WebhookSecret' });

export type WebhookStart = z.infer<typeof startSchema>;
export type WebhookRequest = z.infer<typeof webhookRequestSchema>;
export type WebhookChange = z.infer<typeof webhookChangeSchema>;
export type WebhookState = z.infer<typeof webhookStateSchema>;
export type WebhookPauseReason = z.infer<typeof webhookPauseReasonSchema>;
export type WebhookPaused = z.infer<typeof webhookPausedSchema>;
export type WebhookEndpoint = z.infer<typeof webhookEndpointSchema>;
export type CreatedWebhookEndpoint = z.infer<typeof createdWebhookEndpointSchema>;
export type WebhookEndpoints = z.infer<typeof webhookEndpointsSchema>;
export type WebhookSecret = z.infer<typeof webhookSecretSchema>;
