import { z } from 'zod';
import { streamAckSchema } from './stream-ack.js';

/** The subprotocol of a stream over WebSocket (RFC 6455, section 1.9). */
export const SOCKET_PROTOCOL = 'tripstream.v1';

/**
 * The beginning of the second subprotocol by which a browser sends its token: a page can set no
 * header of a WebSocket. The server never selects it.
 */
export const SOCKET_TOKEN_PREFIX = 'bearer.';

/** Bytes of the largest message that a client may send. */
export const MAX_SOCKET_MESSAGE_BYTES = 4_096;

/** How long the server waits for the first message before the stream begins without a cursor. */
export const SOCKET_OPEN_SECONDS = 5;

/**
 * The first message of a client: the stream begins after the cursor. Without a cursor, or with an
 * empty one, it begins with a snapshot.
 */
export const socketOpenSchema = z
  .strictObject({ type: z.literal('open'), cursor: z.string().nullish() })
  .meta({ id: 'SocketOpen', example: { type: 'open', cursor: '4e6c9d305cd9cef5-7' } });

/** Acknowledges that a client has received its own stream up to the cursor. */
export const socketAckSchema = z
  .strictObject({ type: z.literal('ack'), cursor: streamAckSchema.shape.cursor })
  .meta({ id: 'SocketAck', example: { type: 'ack', cursor: '4e6c9d305cd9cef5-7' } });

/** A message that a client sends over a WebSocket. */
export const socketMessageSchema = z.discriminatedUnion('type', [
  socketOpenSchema,
  socketAckSchema,
]);

/** The data of `stream.ack_refused`, an ephemeral message: the stream goes on. */
export const ackRefusedSchema = z
  .strictObject({ cursor: z.string(), code: z.string(), detail: z.string() })
  .meta({ id: 'AckRefused' });

export type SocketMessage = z.infer<typeof socketMessageSchema>;
export type AckRefused = z.infer<typeof ackRefusedSchema>;
