import { z } from 'zod';
import { roleSchema } from '../role.js';
import { timestamp, uuid } from '../text.js';

const count = z.number().int().min(0);

/** An open stream of a process, as shown to ops. */
export const streamConnectionSchema = z
  .strictObject({
    id: uuid,
    stream: z.string(),
    user: z.strictObject({
      id: z.string(),
      role: roleSchema.or(z.literal('viewer')),
      name: z.string(),
    }),
    /** The last cursor that was written to the client. */
    cursor: z.string(),
    /** The last cursor that the client acknowledged (POST /v1/streams/acks), or null. */
    acked: z.string().nullable(),
    /** Number of events that are known to exist and were not written yet. */
    lag: count,
    /** Number of bytes that wait in this process until the client reads. */
    pendingBytes: count,
    ageSeconds: z.number().min(0),
    connectedAt: timestamp,
    /** The IP address of the client, as the process sees it. */
    address: z.string(),
    /** The process at which it is open: the machine and the number of the process there. */
    process: z.string(),
  })
  .meta({ id: 'StreamConnection' });

/** Which streams are shown. Default: all. */
export const streamConnectionsQuerySchema = z.object({
  /** The id of a user. */
  user: z.string().min(1).max(200).optional(),
  /** A stream, such as `rider/<id>`. */
  stream: z.string().min(1).max(200).optional(),
});

/** The open streams of a shard, for operators. */
export const streamConnectionsSchema = z
  .strictObject({
    /** All open streams of the processes below, whichever are shown. */
    total: count,
    /** The streams that were asked for, the oldest first. */
    connections: z.array(streamConnectionSchema),
    /** Who was asked: all processes of the shard over NATS, or the one that answers. */
    asked: z.enum(['shard', 'process']),
    /** The processes that have answered. */
    processes: z.array(z.strictObject({ process: z.string(), total: count })),
    /**
     * Streams may be missing: a process has not answered in time, or there are more than an answer
     * has. Ask for a user or a stream then.
     */
    isPartial: z.boolean(),
  })
  .meta({ id: 'StreamConnections' });

export type StreamConnectionsQuery = z.infer<typeof streamConnectionsQuerySchema>;
export type StreamConnectionView = z.infer<typeof streamConnectionSchema>;
export type StreamConnectionsView = z.infer<typeof streamConnectionsSchema>;
