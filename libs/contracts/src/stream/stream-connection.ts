import { z } from 'zod';
import { roleSchema } from '../role.js';
import { timestamp, uuid } from '../text.js';

const count = z.number().int().min(0);

/** One open stream of a process, as ops sees it. */
export const streamConnectionSchema = z
  .strictObject({
    id: uuid,
    stream: z.string(),
    user: z.strictObject({
      id: z.string(),
      role: roleSchema.or(z.literal('viewer')),
      name: z.string(),
    }),
    /** Last cursor written to this client. */
    cursor: z.string(),
    /** How far the client says it got; null until it said so (POST /v1/streams/acks). */
    acked: z.string().nullable(),
    /** Events that are known to exist and not written yet. */
    lag: count,
    /** Bytes that wait in this process for the client to read. */
    pendingBytes: count,
    ageSeconds: z.number().min(0),
    connectedAt: timestamp,
    /** Where the client connects from, as the process sees it. */
    address: z.string(),
  })
  .meta({ id: 'StreamConnection' });

/** The streams open at the process that answers; others have their own. */
export const streamConnectionsSchema = z
  .strictObject({ total: count, connections: z.array(streamConnectionSchema) })
  .meta({ id: 'StreamConnections' });

export type StreamConnectionView = z.infer<typeof streamConnectionSchema>;
export type StreamConnectionsView = z.infer<typeof streamConnectionsSchema>;
