import { z } from 'zod';
import { timestamp, uuid } from '../text.js';

const number = z.number().int().min(1);
/** The machine and the number of a process there, such as `gw-3:4711`. */
const processName = z.string();

/**
 * When an event of a trip was where, for operators. Times in `seen`, `written` and `ackedAt` are those
 * of the process's own clock, `appendedAt` and `committedAt` those of the database.
 */
export const tripTimelineSchema = z
  .strictObject({
    tripId: uuid,
    /** Who was asked: all processes of the shard over NATS, or the one that answers. */
    asked: z.enum(['shard', 'process']),
    /** The processes that answered. */
    processes: z.array(
      z.strictObject({
        process: processName,
        /** From when on it keeps its notes. What was before is unknown, and not missing. */
        keepsSince: timestamp,
      }),
    ),
    /** The events of the trip's stream that are stored, the oldest first; at most 200. */
    events: z.array(
      z.strictObject({
        id: uuid,
        type: z.string(),
        /** Before the commit, when the transaction has its locks: milliseconds as a rule. */
        appendedAt: timestamp,
        /** The commit, where PostgreSQL keeps it (`track_commit_timestamp`), else null. */
        committedAt: timestamp.nullable(),
        /** False if a process keeps notes only of what came later: entries may be missing then. */
        isComplete: z.boolean(),
        streams: z.array(
          z.strictObject({
            stream: z.string(),
            seq: number,
            /** When the client's acknowledgement of this or a later number came; else null. */
            ackedAt: timestamp.nullable(),
          }),
        ),
        /** `tail`: a process has read it; `relay`: NATS has got it; `gateway`: it came over NATS. */
        seen: z.array(
          z.strictObject({
            by: z.enum(['tail', 'relay', 'gateway']),
            process: processName,
            at: timestamp,
          }),
        ),
        /** Handed to the socket of a stream. Polls and replays of a trip are not noted. */
        written: z.array(
          z.strictObject({
            stream: z.string(),
            /** As `GET /v1/ops/connections` names it. */
            connection: uuid,
            process: processName,
            /** `live`: as it came; `mailbox`: read from the history by a client that was behind. */
            path: z.enum(['live', 'mailbox']),
            at: timestamp,
          }),
        ),
      }),
    ),
    /** There were more events or entries than the answer has, or a process has not answered in time. */
    isPartial: z.boolean(),
  })
  .meta({ id: 'TripTimeline' });

export type TripTimeline = z.infer<typeof tripTimelineSchema>;
