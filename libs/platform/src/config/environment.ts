import { z } from 'zod';
import { pageVariables } from './page-variables.js';

const seconds = (value: number) => z.coerce.number().positive().max(31_536_000).default(value);
/** A duration whose 0 switches the feature off. */
const secondsOrOff = (value: number) => z.coerce.number().min(0).max(31_536_000).default(value);
const count = (value: number) => z.coerce.number().int().min(1).default(value);
const cents = (value: number) => z.coerce.number().int().min(0).default(value);
const rate = (value: number) => z.coerce.number().min(0).default(value);
const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

/** An origin as browsers send it: without a path, a default port or `*`, and never `null`. */
const isOrigin = (value: string): boolean => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return /^https?:$/.test(url?.protocol ?? '') && url?.origin === value && !value.includes('*');
};
const origin = z.string().refine(isOrigin, {
  error: ({ input }) => `${String(input)} is no origin. One is like https://app.example:8443`,
});

/** Every environment variable that Tripstream reads. `.env.example` explains each of them. */
export const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CORS_ORIGINS: list.pipe(z.array(origin)),
  RATE_LIMIT_PER_SECOND: count(200),
  TLS_CERT_FILE: z.string().min(1).optional(),
  TLS_KEY_FILE: z.string().min(1).optional(),

  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: z.string().min(1).optional(),
  DATABASE_DIRECT_URL: z.string().min(1).optional(),
  DATABASE_POOL_SIZE: count(20),
  NODE_ENV: z.string().min(1).optional(),

  AUTH_MODE: z.enum(['demo', 'jwks']).optional(),
  AUTH_ISSUER: z.string().min(1).optional(),
  AUTH_AUDIENCE: z.string().min(1).optional(),
  AUTH_JWKS_URL: z.url().optional(),
  AUTH_ROLE_CLAIM: z.string().min(1).default('role'),
  SESSION_SECONDS: seconds(43_200),

  CITY_NETWORK_FILE: z.string().min(1).optional(),
  TRAVEL_TIMES_MB: z.coerce.number().min(1).max(65_536).default(256),

  MATCHING_POLICY: z.string().min(1).default('batched'),
  MATCHING_WINDOW_MS: z.coerce.number().int().min(0).max(60_000).default(500),
  MATCHING_REACH_SECONDS: seconds(1200),
  MATCHING_DEADLINE_SECONDS: seconds(300),
  OFFER_SECONDS: seconds(15),
  OFFER_ACK_SECONDS: secondsOrOff(5),
  DRIVER_SILENCE_SECONDS: secondsOrOff(15),
  DRIVER_LOST_SECONDS: secondsOrOff(120),

  QUOTE_SECONDS: seconds(300),
  FREE_CANCEL_SECONDS: seconds(120),
  NO_SHOW_SECONDS: seconds(300),
  PICKUP_RADIUS_METERS: z.coerce.number().min(0).max(100_000).default(500),
  CURRENCY: z.string().length(3).toUpperCase().default('USD'),
  FARE_BASE_CENTS: cents(250),
  FARE_CENTS_PER_KM: rate(110),
  FARE_CENTS_PER_MINUTE: rate(35),
  FARE_MINIMUM_CENTS: cents(700),
  CANCEL_FEE_CENTS: cents(500),
  NO_SHOW_FEE_CENTS: cents(500),

  HEARTBEAT_SECONDS: z.coerce.number().min(0.1).max(60).default(5),
  STREAM_RETRY_MS: count(1000),
  STREAM_REPLAY_LIMIT: count(10_000),
  STREAMS_PER_USER: count(5),
  STREAMS_PER_PROCESS: count(20_000),
  STREAM_MAX_AGE_SECONDS: seconds(3600),
  STREAM_MAX_PENDING_BYTES: count(262_144),
  STREAM_MAX_LAG_SECONDS: seconds(15),
  SHARE_LINK_SECONDS: seconds(86_400),

  HISTORY_RETENTION_SECONDS: seconds(604_800),
  HISTORY_TRIM_SECONDS: seconds(60),

  ...pageVariables,
});

export type Environment = z.infer<typeof environmentSchema>;
