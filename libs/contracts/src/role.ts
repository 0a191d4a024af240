import { z } from 'zod';

/** The role of a user: a rider, a driver, or `ops`, who watches over both. */
export const roleSchema = z.enum(['rider', 'driver', 'ops']);
export type Role = z.infer<typeof roleSchema>;
