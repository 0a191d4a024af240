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

/** The open streams of a shard. */
export const streamConnectionsSchema = z
  .strictObject({
    /** All open streams of the processes below. */
    total: count,
    connections: z.array(streamConnectionSchema),
    /** `process` without `NATS_URL`: other processes have connections of their own. */
    asked: z.enum(['shard', 'process']),
    /** Those that have answered. */
    processes: z.array(z.strictObject({ process: z.string(), total: count })),
    /** A process has more connections than it has sent: ask for a user or a stream. */
    isPartial: z.boolean(),
  })
  .meta({ id: 'StreamConnections' });

export type StreamConnectionView = z.infer<typeof streamConnectionSchema>;
export type StreamConnectionsView = z.infer<typeof streamConnectionsSchema>;
