import { z } from 'zod';

/** Upper bounds of a change; a city that was started with more keeps its numbers. */
export interface CityLimits {
  drivers: number;
  ridersPerHour: number;
}

/** The body of `POST /city`; an omitted property does not change. */
export const cityChangeSchema = ({ drivers, ridersPerHour }: CityLimits) =>
  z.strictObject({
    running: z.boolean().optional(),
    drivers: z.int().min(0).max(drivers).optional(),
    ridersPerHour: z.number().min(0).max(ridersPerHour).optional(),
  });

export type CityChange = z.infer<ReturnType<typeof cityChangeSchema>>;

/** The body of `POST /agents/{id}/stall`, in real seconds. */
export const stallSchema = z.strictObject({ seconds: z.number().min(1).max(60) });

/** The query of `GET /agents`. */
export const agentQuerySchema = z.strictObject({
  role: z.enum(['rider', 'driver']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

export type AgentQuery = z.infer<typeof agentQuerySchema>;
