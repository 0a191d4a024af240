import { z } from 'zod';
import { timestamp, uuid } from '../text.js';

/**
 * What became of an attempt. `history_lost` is no attempt: it marks events that could not be
 * delivered, because the history had been trimmed.
 */
export const webhookOutcomeSchema = z.enum(['delivered', 'failed', 'history_lost']);

/** One line of the delivery log. */
export const webhookAttemptSchema = z
  .strictObject({
    id: uuid,
    /** The `webhook-id` of the delivery; null for `history_lost`, if no single event is meant. */
    eventId: uuid.nullable(),
    eventType: z.string().nullable(),
    /** 1 for the first attempt. */
    attempt: z.int(),
    outcome: webhookOutcomeSchema,
    /** The HTTP status; null if there was no answer. */
    status: z.int().nullable(),
    /** A stable word for what went wrong, such as `timeout` or `address_not_allowed`. */
    error: z.string().nullable(),
    durationMs: z.int(),
    at: timestamp,
    /** When the event is tried again; null if it is not, or not before a resume. */
    nextAttemptAt: timestamp.nullable(),
  })
  .meta({ id: 'WebhookAttempt' });

export const webhookAttemptsSchema = z
  .strictObject({ attempts: z.array(webhookAttemptSchema), nextCursor: uuid.nullable() })
  .meta({ id: 'WebhookAttempts' });

export const webhookAttemptQuerySchema = z.strictObject({
  outcome: webhookOutcomeSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: uuid.optional(),
});

/** The answer to a test: what the endpoint said. */
export const webhookTestSchema = z
  .strictObject({
    delivered: z.boolean(),
    status: z.int().nullable(),
    error: z.string().nullable(),
    durationMs: z.int(),
    webhookId: z.string(),
  })
  .meta({ id: 'WebhookTest' });

export type WebhookOutcome = z.infer<typeof webhookOutcomeSchema>;
export type WebhookAttempt = z.infer<typeof webhookAttemptSchema>;
export type WebhookAttempts = z.infer<typeof webhookAttemptsSchema>;
export type WebhookAttemptQuery = z.infer<typeof webhookAttemptQuerySchema>;
export type WebhookTest = z.infer<typeof webhookTestSchema>;
