import { z } from 'zod';
import { roleSchema } from './role.js';
import { text, timestamp, uuid } from './text.js';

export const sessionRequestSchema = z
  .strictObject({
    role: roleSchema,
    name: text(80),
    /** The key that an exposed demo server printed; for `ops` only. */
    opsKey: text(100).optional(),
  })
  .meta({ id: 'SessionRequest', example: { role: 'rider', name: 'Ada' } });

export const sessionSchema = z
  .strictObject({
    token: z.string(),
    expiresAt: timestamp,
    user: z.strictObject({ id: uuid, role: roleSchema, name: z.string() }),
  })
  .meta({ id: 'Session' });

export type SessionRequest = z.infer<typeof sessionRequestSchema>;
export type Session = z.infer<typeof sessionSchema>;
