import { RouteConfig } from '@nestjs/platform-fastify';

/**
 * Leaves out the headers by which Helmet protects documents: a stream is shown, framed and
 * run by nobody, and they would be kept, at 2 KB, for as long as it is open.
 */
export const SkipHelmet = () => RouteConfig({ helmet: { skipRoute: true } });
