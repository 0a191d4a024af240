import { z } from 'zod';
import { resetReasonSchema } from './stream-frame.js';

/** How long a poll may wait for the next event. */
const MAX_WAIT_SECONDS = 30;

/**
 * The query of a poll. Other parameters are ignored, as on the event stream of the same address.
 */
export const pollQuerySchema = z.object({
  /** How long to wait for the first event (long polling); 0 answers at once. */
  waitSeconds: z.coerce.number().min(0).max(MAX_WAIT_SECONDS).default(0),
  /** The most events in one answer. */
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export const polledEventSchema = z
  .strictObject({
    /** The cursor after this event. */
    id: z.string(),
    event: z.string(),
    /** The `data` of the event's frame on the event stream. */
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'PolledEvent' });

/** What the stream of a trip has carried. */
export const tripHistorySchema = z
  .strictObject({ events: z.array(polledEventSchema) })
  .meta({ id: 'TripHistory' });

/** The answer to a poll: the decision on the cursor, and the events after it. */
export const pollAnswerSchema = z
  .strictObject({
    mode: z.enum(['fresh', 'resumed', 'reset']),
    reason: resetReasonSchema.optional(),
    /** The state as of exactly `cursor`, if the stream is fresh or reset. */
    snapshot: z.record(z.string(), z.unknown()).optional(),
    events: z.array(polledEventSchema),
    /** The cursor to present with the next poll. */
    cursor: z.string(),
  })
  .meta({ id: 'PollAnswer' });

/** The speed of a replay: 10 is ten times as fast as the events were recorded. */
export const replayQuerySchema = z.object({
  speed: z.coerce.number().min(0.1).max(1000).default(1),
});

export type PollQuery = z.infer<typeof pollQuerySchema>;
export type PolledEvent = z.infer<typeof polledEventSchema>;
export type PollAnswer = z.infer<typeof pollAnswerSchema>;
export type ReplayQuery = z.infer<typeof replayQuerySchema>;
