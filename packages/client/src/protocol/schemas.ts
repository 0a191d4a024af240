import { protocolSchemas } from '#contracts';

/**
 * The wire as JSON Schemas (draft 2020-12): `$defs` by name, and `events` with the names of the
 * schemas of each durable event. The schemas accept unknown fields, because the wire grows.
 *
 * In the package this module is a constant, which its build computes; there it doesn't need zod.
 *
 * @example
 * ```ts
 * import { schemas } from '@tripstream/client/protocol';
 *
 * console.log(schemas.$defs.Trip, schemas.events['trip.started'].frame);
 * ```
 */
export const schemas = protocolSchemas();
