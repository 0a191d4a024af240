import { z } from 'zod';
import { resetReasonSchema } from './stream-frame.js';

/** Longest that a poll may wait for the next event, in seconds. */
const LONGEST_WAIT = 30;

/**
 * How a poll of a stream waits and how much it takes. Other parameters are ignored, as on
 * the event stream of the same address.
 */
export const pollQuerySchema = z.object({
  /** 0 answers at once; more waits for the first event, at most so long (long polling). */
  waitSeconds: z.coerce.number().min(0).max(LONGEST_WAIT).default(0),
  /** Most events in one answer. */
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const polledEventSchema = z
  .strictObject({
    /** The cursor behind this event. */
    id: z.string(),
    event: z.string(),
    /** What the frame of the event stream carries as `data`. */
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'PolledEvent' });

/** A stream read by polling: the verdict on the cursor, and what follows it. */
export const pollAnswerSchema = z
  .strictObject({
    mode: z.enum(['fresh', 'resumed', 'reset']),
    reason: resetReasonSchema.optional(),
    /** When fresh or reset: the state as of exactly `cursor`. */
    snapshot: z.record(z.string(), z.unknown()).optional(),
    events: z.array(polledEventSchema),
    /** What to present with the next poll. */
    cursor: z.string(),
  })
  .meta({ id: 'PollAnswer' });

/** How fast a replay runs: 10 is ten times as fast as it happened. */
export const replayQuerySchema = z.object({
  speed: z.coerce.number().min(0.1).max(1000).default(1),
});

export type PollQuery = z.infer<typeof pollQuerySchema>;
export type PolledEvent = z.infer<typeof polledEventSchema>;
export type PollAnswer = z.infer<typeof pollAnswerSchema>;
export type ReplayQuery = z.infer<typeof replayQuerySchema>;
