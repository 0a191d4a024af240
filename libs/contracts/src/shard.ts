/**
 * The form of a shard's name. A shard is a city with its own Postgres; its name is a part of tokens,
 * share links, and subjects of the bus.
 */
export const SHARD_NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

/** Whether a value is the name of a shard: 1 to 32 lower-case letters, digits and hyphens. */
export const isShardName = (value: unknown): value is string =>
  typeof value === 'string' && SHARD_NAME.test(value);
