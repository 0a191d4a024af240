import { isIP } from 'node:net';
import { z } from 'zod';
import { SHARD_NAME } from '#contracts';
import { geocoderVariables } from './geocoder-variables.js';
import { pageVariables } from './page-variables.js';

const YEAR_SECONDS = 31_536_000;
/** Far above every use, and far below where sums and timers lose their meaning. */
const MOST = 1_000_000_000;

interface Range {
  min?: number;
  max?: number;
}

/**
 * Digits, and a point before decimals. `Number` alone would read spaces as 0, `0x10` as 16 and
 * `1e3` as 1000; `1,5` and `1.000,00` are how other countries write numbers, and are refused.
 */
const decimal = ({ min = 0, max = MOST }: Range) =>
  z
    .string()
    .regex(/^\d{1,15}(\.\d{1,9})?$/, 'must be a number with digits and a point, like 2.5')
    .transform(Number)
    .pipe(z.number().min(min).max(max));

const whole = ({ min = 0, max = MOST }: Range) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number in digits alone, like 300')
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** A duration of at least a millisecond. */
const seconds = (value: number, { min = 0.001, max = YEAR_SECONDS }: Range = {}) =>
  decimal({ min, max }).default(value);
/** A duration whose 0 switches the feature off. */
const secondsOrOff = (value: number) => seconds(value, { min: 0 });
/** The database keeps a place for each of at most four shared trips of a driver (ADR 0053). */
const seatsOrOff = z
  .enum(['off', '2', '3', '4'], { error: 'must be off, 2, 3 or 4' })
  .default('off')
  .transform((given) => (given === 'off' ? 0 : Number(given)));
/** Signs of life are written once a second, so a shorter silence would be that of every driver. */
const LEAST_SILENCE_SECONDS = 1;
const silenceOrOff = (value: number) =>
  secondsOrOff(value).refine((given) => given === 0 || given >= LEAST_SILENCE_SECONDS, {
    error: `must be 0 (off) or at least ${LEAST_SILENCE_SECONDS}`,
  });
/** The presence of a rider is read every two seconds and written once a second. */
const LEAST_ABSENCE_SECONDS = 5;
const count = (value: number, max = MOST) => whole({ min: 1, max }).default(value);
/** An amount in the minor unit of the currency. */
const cents = (value: number) => whole({}).default(value);
const rate = (value: number) => decimal({}).default(value);
const DAY_SECONDS = 86_400;

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
/** Codes that other places use today, such as JPY, and some of the past; `XDR` is no money. */
const currencies = new Set(Intl.supportedValuesOf('currency'));
const NO_CURRENCY = 'must be a code of ISO 4217, like EUR';
const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, NO_CURRENCY)
  .toUpperCase()
  .refine((code) => currencies.has(code) && code !== 'XDR', NO_CURRENCY);

const isDatabaseUrl = (value: string): boolean =>
  /^postgres(ql)?:\/\//.test(value) && (URL.canParse(value) || value.includes('host='));
/** The message leaves the value out: it has a password. */
const databaseUrl = z
  .string()
  .refine(isDatabaseUrl, 'must be like postgres://user:password@host:5432/name');

/** A name or an address without a scheme, a path or a port. An IPv6 address has several colons. */
const isHost = (value: string): boolean =>
  /^[\w.:%-]+$/.test(value) && !/^[^:]*:[^:]*$/.test(value);

/** A name without a scheme, a path, a port or a wildcard. */
const hostName = z.string().refine((value) => /^[\w-]+(\.[\w-]+)*$/.test(value), {
  error: ({ input }) => `${String(input)} is no name of a host. One is like rides.example`,
});

const webUrl = z.url({ protocol: /^https?$/ });

const origin = z.string().refine(isOrigin, {
  error: ({ input }) => `${String(input)} is no origin. One is like https://app.example:8443`,
});

/** The words of Fastify for ranges of addresses (proxy-addr). */
const PROXY_RANGES = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** An address, or a range as in 10.0.0.0/8. A range of all addresses would trust every client. */
const isProxy = (value: string): boolean => {
  if (PROXY_RANGES.has(value)) return true;
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
  const version = isIP(address);
  if (version === 0) return false;
  return bits === undefined || (Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128));
};
const proxy = z.string().refine(isProxy, {
  error: ({ input }) => `${String(input)} is no address. Examples: 10.0.0.7, 10.0.0.0/8, loopback`,
});

/** A network as in 10.0.0.0/8 or fd00::/8. */
const isNetwork = (value: string): boolean => value.includes('/') && isProxy(value);
const network = z.string().refine(isNetwork, {
  error: ({ input }) => `${String(input)} is no network. One is like 10.0.0.0/8 or fd00::/8`,
});

/** 32 bytes in base64. The message leaves the value out: it is a secret. */
const sealingKey = z
  .string()
  .refine((value) => Buffer.from(value, 'base64').length === 32 && /^[\w+/-]{43}=?$/.test(value), {
    error: 'must be 32 bytes in base64, as `openssl rand -base64 32` prints them',
  });

/** The message leaves the value out: it may have a password. */
const natsServers = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim()))
  .refine(
    (servers) =>
      servers.every((server) => /^(nats|tls):\/\/[^/]/.test(server) && URL.canParse(server)),
    'must be like nats://10.0.0.7:4222, or several of them with commas in between',
  );

const shardName = z.string().regex(SHARD_NAME, {
  error: 'must be 1 to 32 lower-case letters, digits and hyphens, like nyc',
});

/** A gateway keeps questions, a relay watch and an audience for each shard. */
const MOST_SHARDS = 64;
const shardNames = list
  .pipe(z.array(shardName).max(MOST_SHARDS))
  .refine(
    (names) => new Set(names).size === names.length,
    'must name each shard once, like nyc,ber',
  );

/** A signal to end a process is followed by SIGKILL sooner or later, so a drain has an end. */
const MAX_DRAIN_DELAY_SECONDS = 300;
const MAX_DRAIN_SECONDS = 3_600;

const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .default('false')
  .transform((value) => value === 'true');

const MAX_RETRY_SECONDS = 3_600;
const MAX_RETRIES = 20;
const retrySeconds = (value: string) =>
  z
    .string()
    .default(value)
    .transform((given) => given.split(',').map((part) => part.trim()))
    .pipe(
      z
        .array(decimal({ min: 0.001, max: MAX_RETRY_SECONDS }))
        .min(1)
        .max(MAX_RETRIES),
    );

/** Every environment variable that Tripstream reads. `.env.example` explains each of them. */
export const environmentSchema = z.object({
  PORT: whole({ max: 65_535 }).default(3000),
  HOST: z
    .string()
    .refine(isHost, 'must be an address or a name alone; the port is PORT')
    .optional(),
  ALLOWED_HOSTS: list.pipe(z.array(hostName)),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CORS_ORIGINS: list.pipe(z.array(origin)),
  RATE_LIMIT_PER_SECOND: count(200),
  REQUEST_MAX_SECONDS: seconds(30),
  ANSWER_MAX_LAG_SECONDS: seconds(15),
  ANSWERS_MAX_PENDING_BYTES: count(67_108_864),
  TRUST_PROXY: list.pipe(z.array(proxy)),
  PUBLIC_URL: origin.optional(),
  REUSE_PORT: flag,
  DRAIN_DELAY_SECONDS: seconds(0, { min: 0, max: MAX_DRAIN_DELAY_SECONDS }),
  DRAIN_SECONDS: seconds(0, { min: 0, max: MAX_DRAIN_SECONDS }),
  METRICS_PORT: whole({ max: 65_535 }).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: webUrl.optional(),
  TLS_CERT_FILE: z.string().min(1).optional(),
  TLS_KEY_FILE: z.string().min(1).optional(),

  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_DIRECT_URL: databaseUrl.optional(),
  DATABASE_POOL_SIZE: count(20, 10_000),
  NODE_ENV: z.enum(['production', 'development', 'test']).optional(),

  NATS_URL: natsServers.optional(),
  NATS_CREDS_FILE: z.string().min(1).optional(),
  SHARD: shardName.default('city'),
  SHARDS: shardNames,
  DIRECTORY_SHARD: shardName.optional(),
  ROLE: z.enum(['all', 'api', 'gateway']).default('all'),

  AUTH_MODE: z.enum(['demo', 'jwks']).optional(),
  AUTH_ISSUER: z.string().min(1).optional(),
  AUTH_AUDIENCE: z.string().min(1).optional(),
  AUTH_JWKS_URL: webUrl.optional(),
  AUTH_ROLE_CLAIM: z.string().min(1).default('role'),
  SESSION_SECONDS: seconds(43_200, { min: 1 }),

  CITY_NETWORK_FILE: z.string().min(1).optional(),
  CITY_MARGIN_METERS: decimal({ min: 1, max: 100_000 }).default(500),
  TRAVEL_TIMES_MB: decimal({ min: 1, max: 65_536 }).default(256),

  ...geocoderVariables,
  GEOCODER_TIMEOUT_SECONDS: seconds(2, { min: 0.1, max: 10 }),
  GEOCODER_REQUESTS_PER_SECOND: decimal({ min: 0.01, max: 1000 }).default(1),

  MATCHING_POLICY: z.string().min(1).default('batched'),
  MATCHING_WINDOW_MS: whole({ max: 60_000 }).default(500),
  MATCHING_REACH_SECONDS: seconds(1200),
  MATCHING_DEADLINE_SECONDS: seconds(300),
  OFFER_SECONDS: seconds(15),
  OFFER_ACK_SECONDS: secondsOrOff(5),
  OFFER_RETRY_SECONDS: secondsOrOff(30),
  MATCHING_REPOSITION: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  REPOSITION_SECONDS: seconds(30),
  REPOSITION_RETRY_SECONDS: secondsOrOff(300),
  REPOSITION_TIME_SCALE: decimal({ min: 1, max: 1000 }).default(1),
  POOLING_SEATS: seatsOrOff,
  POOLING_DISCOUNT_PERCENT: whole({ max: 90 }).default(30),
  POOLING_MAX_DETOUR_SECONDS: seconds(300),
  DRIVER_SILENCE_SECONDS: silenceOrOff(15),
  DRIVER_LOST_SECONDS: silenceOrOff(120),
  RIDER_GONE_SECONDS: secondsOrOff(120).refine(
    (given) => given === 0 || given >= LEAST_ABSENCE_SECONDS,
    { error: `must be 0 (off) or at least ${LEAST_ABSENCE_SECONDS}` },
  ),

  QUOTE_SECONDS: seconds(300),
  FREE_CANCEL_SECONDS: secondsOrOff(120),
  NO_SHOW_SECONDS: seconds(300),
  PICKUP_RADIUS_METERS: decimal({ max: 100_000 }).default(500),
  GEOFENCE_METERS: decimal({ max: 100_000 }).default(300),
  CURRENCY: currency.default('USD'),
  FARE_BASE_CENTS: cents(250),
  FARE_CENTS_PER_KM: rate(110),
  FARE_CENTS_PER_MINUTE: rate(35),
  FARE_MINIMUM_CENTS: cents(700),
  CANCEL_FEE_CENTS: cents(500),
  NO_SHOW_FEE_CENTS: cents(500),

  HEARTBEAT_SECONDS: seconds(5, { min: 0.1, max: 60 }),
  STREAM_RETRY_MS: count(1000, 3_600_000),
  STREAM_REPLAY_LIMIT: count(10_000),
  STREAMS_PER_USER: count(5),
  STREAMS_PER_PROCESS: count(20_000),
  STREAMS_PER_ADDRESS: count(10_000),
  STREAM_MAX_AGE_SECONDS: seconds(3600),
  STREAM_MAX_PENDING_BYTES: count(262_144),
  STREAM_MAX_LAG_SECONDS: seconds(15, { max: DAY_SECONDS }),
  SHARE_LINK_SECONDS: seconds(86_400),

  HISTORY_RETENTION_SECONDS: seconds(604_800),
  HISTORY_TRIM_SECONDS: seconds(60, { min: 0.1 }),

  WEBHOOK_RETRY_SECONDS: retrySeconds('5,30,120,600,1800,3600'),
  WEBHOOK_TIMEOUT_SECONDS: seconds(15, { min: 0.1, max: 60 }),
  WEBHOOK_ALLOWED_NETWORKS: list.pipe(z.array(network)),
  WEBHOOK_SECRET_KEYS: list.pipe(z.array(sealingKey)),

  ...pageVariables,
});

export type Environment = z.infer<typeof environmentSchema>;
