import { z } from 'zod';
import { timestamp } from '../text.js';

/** Why a cursor could not be honoured, and a snapshot follows instead. */
export const resetReasonSchema = z.enum([
  'unknown_cursor',
  'foreign_epoch',
  'cursor_ahead',
  'history_trimmed',
  'gap_too_large',
]);

/** The first frame of every stream: the verdict on the presented cursor, in band. */
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

/** Why the server ends a stream. `end`: nothing will ever follow. */
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

/** The last frame before the server ends a stream cleanly. */
export const streamClosingSchema = z
  .strictObject({ reason: closingReasonSchema, reconnect: z.boolean() })
  .meta({ id: 'StreamClosing' });

export type ResetReason = z.infer<typeof resetReasonSchema>;
export type ClosingReason = z.infer<typeof closingReasonSchema>;
export type StreamOpened = z.infer<typeof streamOpenedSchema>;
export type StreamClosing = z.infer<typeof streamClosingSchema>;
