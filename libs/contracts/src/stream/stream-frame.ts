import { z } from 'zod';
import { timestamp } from '../text.js';

/** Why the server could not resume from a cursor and sends a snapshot instead. */
export const resetReasonSchema = z.enum([
  'unknown_cursor',
  'foreign_epoch',
  'cursor_ahead',
  'history_trimmed',
  'gap_too_large',
]);

/** The data of the first frame of every stream: the decision on the presented cursor. */
export const streamOpenedSchema = z
  .strictObject({
    stream: z.string(),
    mode: z.enum(['fresh', 'resumed', 'reset']),
    reason: resetReasonSchema.optional(),
    from: z.string(),
    head: z.string(),
    serverTime: timestamp,
    heartbeatSeconds: z.number(),
  })
  .meta({ id: 'StreamOpened' });

/** Why the server ends a stream. After `end` the stream will never have another event. */
export const closingReasonSchema = z.enum([
  'drain',
  'max_age',
  'token_expired',
  'revoked',
  'replaced',
  'limit',
  'slow_consumer',
  'unavailable',
  'end',
]);

/** The data of the last frame before the server ends a stream cleanly. */
export const streamClosingSchema = z
  .strictObject({ reason: closingReasonSchema, reconnect: z.boolean() })
  .meta({ id: 'StreamClosing' });

export type ResetReason = z.infer<typeof resetReasonSchema>;
export type ClosingReason = z.infer<typeof closingReasonSchema>;
export type StreamOpened = z.infer<typeof streamOpenedSchema>;
export type StreamClosing = z.infer<typeof streamClosingSchema>;
