import { RouteConfig } from '@nestjs/platform-fastify';

/**
 * Leaves out the headers by which Helmet protects documents. No browser renders, frames or executes
 * an event stream, and the headers would take 2 KB of memory for as long as it is open.
 */
export const SkipHelmet = () => RouteConfig({ helmet: { skipRoute: true } });
