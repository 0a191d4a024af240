import { z } from 'zod';

/** Bounds of what may be asked for; a city that was started with more keeps what it has. */
export interface CityLimits {
  drivers: number;
  ridersPerHour: number;
}

/** `POST /city`: what is left out stays as it is. */
export const cityChangeSchema = ({ drivers, ridersPerHour }: CityLimits) =>
  z.strictObject({
    running: z.boolean().optional(),
    drivers: z.int().min(0).max(drivers).optional(),
    ridersPerHour: z.number().min(0).max(ridersPerHour).optional(),
  });

export type CityChange = z.infer<ReturnType<typeof cityChangeSchema>>;

/** `POST /agents/{id}/stall`: real seconds. */
export const stallSchema = z.strictObject({ seconds: z.number().min(1).max(60) });

/** `GET /agents`. */
export const agentQuerySchema = z.strictObject({
  role: z.enum(['rider', 'driver']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

export type AgentQuery = z.infer<typeof agentQuerySchema>;
