import { z } from 'zod';
import { parseCursor } from './cursor.js';

/** Acknowledges that a client has received its own stream up to the cursor. */
export const streamAckSchema = z
  .strictObject({
    cursor: z
      .string()
      .refine((value) => parseCursor(value) !== null, 'must be a cursor: <epoch>-<seq>'),
  })
  .meta({ id: 'StreamAck', example: { cursor: '4e6c9d305cd9cef5-7' } });

export type StreamAck = z.infer<typeof streamAckSchema>;
