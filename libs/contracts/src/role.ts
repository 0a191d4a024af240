import { z } from 'zod';

/** Who is speaking: a rider, a driver, or the people who watch over both. */
export const roleSchema = z.enum(['rider', 'driver', 'ops']);
export type Role = z.infer<typeof roleSchema>;
