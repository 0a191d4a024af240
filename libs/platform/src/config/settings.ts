import { BlockList, isIP } from 'node:net';
import { environmentSchema, type Environment } from './environment.js';
import { isPublicNominatim } from './geocoder-variables.js';

/** A setting is missing or wrong. The message names each one, for a person to read. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * The validated environment, grouped by subject. This file is the only one that reads
 * `process.env`; every other module injects `Settings`.
 */
export class Settings {
  private constructor(private readonly environment: Environment) {}

  /**
   * @param variables the raw environment; an empty string counts as unset
   * @throws SettingsError naming every bad variable
   */
  static from(variables: Record<string, string | undefined> = process.env): Settings {
    const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
    const parsed = environmentSchema.safeParse(given);
    if (!parsed.success) {
      const lines = parsed.error.issues.map(
        (issue) => `  ${issue.path.join('.')}: ${issue.message}`,
      );
      throw new SettingsError(`These settings are wrong:\n${lines.join('\n')}`);
    }
    const settings = new Settings(parsed.data);
    settings.requireIssuer();
    settings.requireCompleteTls();
    settings.requirePooledUrl();
    settings.requireCompletePages();
    settings.requirePoliteGeocoder();
    settings.requireServersOfBus();
    settings.requireKnownShards();
    return settings;
  }

  get http() {
    const environment = this.environment;
    // The demo issuer gives a token to every client, so it listens on loopback by default.
    const host = environment.HOST ?? (this.issuesTokens ? '127.0.0.1' : '0.0.0.0');
    return {
      port: environment.PORT,
      host,
      allowedHosts: environment.ALLOWED_HOSTS,
      corsOrigins: environment.CORS_ORIGINS,
      rateLimitPerSecond: environment.RATE_LIMIT_PER_SECOND,
      requestMaxSeconds: environment.REQUEST_MAX_SECONDS,
      answerMaxLagSeconds: environment.ANSWER_MAX_LAG_SECONDS,
      maxPendingAnswerBytes: environment.ANSWERS_MAX_PENDING_BYTES,
      trustProxy: environment.TRUST_PROXY,
      publicUrl: environment.PUBLIC_URL,
      reusePort: environment.REUSE_PORT,
      metricsPort: environment.METRICS_PORT,
      metricsHost: environment.METRICS_HOST,
      tlsCertFile: environment.TLS_CERT_FILE,
      tlsKeyFile: environment.TLS_KEY_FILE,
    };
  }

  /** The end of a process: how long it stays as it is, and how long its streams take to close. */
  get drain() {
    const { DRAIN_DELAY_SECONDS, DRAIN_SECONDS } = this.environment;
    return { delayMs: DRAIN_DELAY_SECONDS * 1000, spreadMs: DRAIN_SECONDS * 1000 };
  }

  /**
   * Whether other machines may reach a server that gives a token to every caller: directly, or by
   * way of a proxy on this machine, of which the settings tell. A name other than `localhost` may
   * stand for any address, so it counts as reachable.
   */
  get isDemoExposed(): boolean {
    if (!this.issuesTokens) return false;
    const { host, publicUrl, allowedHosts, trustProxy } = this.http;
    const names = [host, ...allowedHosts, ...(publicUrl ? [new URL(publicUrl).hostname] : [])];
    return trustProxy.length > 0 || !names.every(isLoopback);
  }

  /** A gateway issues no tokens: the processes with the database do. */
  private get issuesTokens(): boolean {
    return this.auth.mode === 'demo' && this.role !== 'gateway';
  }

  get logLevel() {
    return this.environment.LOG_LEVEL;
  }

  get database() {
    const { DATABASE_URL, DATABASE_DIRECT_URL, DATA_DIR, DATABASE_POOL_SIZE, NODE_ENV } =
      this.environment;
    return {
      url: DATABASE_URL,
      directUrl: DATABASE_DIRECT_URL,
      dataDir: DATA_DIR,
      poolSize: DATABASE_POOL_SIZE,
      // A call that holds a connection and asks for a second one is an error, except in
      // production, where following the calls would cost too much.
      refusesNestedCalls: NODE_ENV !== 'production',
    };
  }

  /**
   * What the process does. `all`: everything. `api`: everything but streams, which gateways serve.
   * `gateway`: streams alone, without a database.
   */
  get role() {
    return this.environment.ROLE;
  }

  /** The bus between the processes of a shard; without servers each process is on its own. */
  get bus() {
    const { NATS_URL, NATS_CREDS_FILE, SHARD, SHARDS, DIRECTORY_SHARD } = this.environment;
    const shards: readonly [string, ...string[]] = isFilled(SHARDS) ? SHARDS : [SHARD];
    return {
      servers: NATS_URL,
      credentialsFile: NATS_CREDS_FILE,
      /** The shard of this process; a gateway serves all of `shards`. */
      shard: SHARD,
      /** Every shard of the system. The first one is that of links and tokens that name none. */
      shards,
      /** The shard whose database knows the home of people whose tokens name no shard. */
      directoryShard: DIRECTORY_SHARD ?? shards[0],
    };
  }

  /** Where spans are sent to; without an endpoint none is made. */
  get tracing() {
    return { endpoint: this.environment.OTEL_EXPORTER_OTLP_ENDPOINT };
  }

  get auth() {
    const environment = this.environment;
    return {
      mode: environment.AUTH_MODE ?? (environment.DATABASE_URL ? 'jwks' : 'demo'),
      issuer: environment.AUTH_ISSUER,
      audience: environment.AUTH_AUDIENCE,
      jwksUrl: environment.AUTH_JWKS_URL,
      roleClaim: environment.AUTH_ROLE_CLAIM,
      sessionSeconds: environment.SESSION_SECONDS,
    } as const;
  }

  get city() {
    const { CITY_NETWORK_FILE, CITY_MARGIN_METERS, TRAVEL_TIMES_MB } = this.environment;
    return {
      networkFile: CITY_NETWORK_FILE,
      marginMeters: CITY_MARGIN_METERS,
      travelTimesBytes: TRAVEL_TIMES_MB * 1e6,
    };
  }

  /** The outside geocoder; undefined without one. */
  get geocoder() {
    const { GEOCODER_URL: url, GEOCODER_KIND: kind, PUBLIC_URL } = this.environment;
    if (url === undefined || kind === undefined) return undefined;
    return {
      url,
      kind,
      attribution: this.environment.GEOCODER_ATTRIBUTION,
      timeoutMs: this.environment.GEOCODER_TIMEOUT_SECONDS * 1000,
      requestsPerSecond: this.environment.GEOCODER_REQUESTS_PER_SECOND,
      /** Operators of geocoders ask for a name by which they find the sender of requests. */
      userAgent: PUBLIC_URL === undefined ? 'Tripstream/1' : `Tripstream/1 (${PUBLIC_URL})`,
      /** The usage policy of the public server of OpenStreetMap forbids search while typing. */
      maySearch: !isPublicNominatim(url),
    };
  }

  get matching() {
    const environment = this.environment;
    return {
      policy: environment.MATCHING_POLICY,
      windowMs: environment.MATCHING_WINDOW_MS,
      reachSeconds: environment.MATCHING_REACH_SECONDS,
      deadlineSeconds: environment.MATCHING_DEADLINE_SECONDS,
      offerSeconds: environment.OFFER_SECONDS,
      offerAckSeconds: environment.OFFER_ACK_SECONDS,
      offerRetrySeconds: environment.OFFER_RETRY_SECONDS,
      driverSilenceSeconds: environment.DRIVER_SILENCE_SECONDS,
      driverLostSeconds: environment.DRIVER_LOST_SECONDS,
      riderGoneSeconds: environment.RIDER_GONE_SECONDS,
    };
  }

  /** Shared trips: a driver has several at a time. */
  get pooling() {
    const environment = this.environment;
    return {
      /** The most trips of a driver at a time; 0: off. */
      seats: environment.POOLING_SEATS,
      /** What a shared ride costs less, in per cent of the fare. */
      discountPercent: environment.POOLING_DISCOUNT_PERCENT,
      /** How much later a pickup, and how much longer a ride, may be because of others. */
      maxDetourSeconds: environment.POOLING_MAX_DETOUR_SECONDS,
    };
  }

  /** The suggestions to idle drivers to drive to where riders are expected. */
  get reposition() {
    const environment = this.environment;
    const byPolicy = environment.MATCHING_POLICY === 'anticipatory' ? 'on' : 'off';
    return {
      isOn: (environment.MATCHING_REPOSITION ?? byPolicy) === 'on',
      answerSeconds: environment.REPOSITION_SECONDS,
      retrySeconds: environment.REPOSITION_RETRY_SECONDS,
      /** Seconds of the forecast and of the drives in one second; above 1 in a simulated city. */
      timeScale: environment.REPOSITION_TIME_SCALE,
    };
  }

  get trip() {
    const environment = this.environment;
    return {
      quoteSeconds: environment.QUOTE_SECONDS,
      freeCancelSeconds: environment.FREE_CANCEL_SECONDS,
      noShowSeconds: environment.NO_SHOW_SECONDS,
      geofenceMeters: environment.GEOFENCE_METERS,
      pickupRadiusMeters: environment.PICKUP_RADIUS_METERS,
      matchingDeadlineSeconds: environment.MATCHING_DEADLINE_SECONDS,
    };
  }

  get fares() {
    const environment = this.environment;
    return {
      currency: environment.CURRENCY,
      baseCents: environment.FARE_BASE_CENTS,
      centsPerKm: environment.FARE_CENTS_PER_KM,
      centsPerMinute: environment.FARE_CENTS_PER_MINUTE,
      minimumCents: environment.FARE_MINIMUM_CENTS,
      cancelFeeCents: environment.CANCEL_FEE_CENTS,
      noShowFeeCents: environment.NO_SHOW_FEE_CENTS,
    };
  }

  get streams() {
    const environment = this.environment;
    return {
      heartbeatSeconds: environment.HEARTBEAT_SECONDS,
      retryMs: environment.STREAM_RETRY_MS,
      replayLimit: environment.STREAM_REPLAY_LIMIT,
      maxPerUser: environment.STREAMS_PER_USER,
      maxPerProcess: environment.STREAMS_PER_PROCESS,
      maxPerAddress: environment.STREAMS_PER_ADDRESS,
      maxAgeSeconds: environment.STREAM_MAX_AGE_SECONDS,
      maxPendingBytes: environment.STREAM_MAX_PENDING_BYTES,
      maxLagSeconds: environment.STREAM_MAX_LAG_SECONDS,
      shareLinkSeconds: environment.SHARE_LINK_SECONDS,
    };
  }

  get history() {
    const { HISTORY_RETENTION_SECONDS, HISTORY_TRIM_SECONDS } = this.environment;
    return { retentionSeconds: HISTORY_RETENTION_SECONDS, trimSeconds: HISTORY_TRIM_SECONDS };
  }

  get webhooks() {
    const environment = this.environment;
    return {
      /** The waits between the attempts at an event; one attempt more than waits. */
      retrySeconds: environment.WEBHOOK_RETRY_SECONDS,
      timeoutSeconds: environment.WEBHOOK_TIMEOUT_SECONDS,
      allowedNetworks: environment.WEBHOOK_ALLOWED_NETWORKS,
      /** The first key seals, every key opens. */
      secretKeys: environment.WEBHOOK_SECRET_KEYS,
    };
  }

  /** The settings in `GET /pages/config.json`; each is undefined unless it is set. */
  get pages() {
    const environment = this.environment;
    const { DEMO_CONTROL_URL: control, DEMO_CONTROL_TOKEN: token = '' } = environment;
    const { MAP_TILES_URL: tiles, MAP_TILES_ATTRIBUTION: attribution = '' } = environment;
    return {
      demoControl: control === undefined ? undefined : { url: control, token },
      tiles: tiles === undefined ? undefined : { url: tiles, attribution },
    };
  }

  private requirePooledUrl(): void {
    const { url, directUrl } = this.database;
    if (directUrl === undefined || url !== undefined) return;
    throw new SettingsError('DATABASE_URL is missing: DATABASE_DIRECT_URL needs it.');
  }

  private requireServersOfBus(): void {
    const { servers, credentialsFile } = this.bus;
    if (servers !== undefined) return;
    if (this.environment.SHARDS.length > 0) {
      throw new SettingsError('NATS_URL is missing: SHARDS needs it.');
    }
    if (credentialsFile !== undefined) {
      throw new SettingsError('NATS_URL is missing: NATS_CREDS_FILE needs it.');
    }
    if (this.role !== 'all')
      throw new SettingsError(`NATS_URL is missing: ROLE=${this.role} needs it.`);
  }

  private requireKnownShards(): void {
    const { shard, shards, directoryShard } = this.bus;
    if (this.role !== 'gateway' && !shards.includes(shard)) {
      throw new SettingsError(`SHARDS must also name the shard of this process, SHARD=${shard}.`);
    }
    if (shards.includes(directoryShard)) return;
    throw new SettingsError(
      `DIRECTORY_SHARD=${directoryShard} is not one of SHARDS. Add it there.`,
    );
  }

  private requireCompleteTls(): void {
    this.requireBoth('TLS_CERT_FILE', 'TLS_KEY_FILE');
  }

  /** Only a server with demo identities may let its pages control a simulated city. */
  private requireCompletePages(): void {
    this.requireBoth('DEMO_CONTROL_URL', 'DEMO_CONTROL_TOKEN');
    this.requireBoth('MAP_TILES_URL', 'MAP_TILES_ATTRIBUTION');
    if (!this.pages.demoControl || this.auth.mode === 'demo') return;
    throw new SettingsError('DEMO_CONTROL_URL is for AUTH_MODE=demo only. Leave it out.');
  }

  /** The usage policy of the public server allows one request a second. */
  private requirePoliteGeocoder(): void {
    this.requireBoth('GEOCODER_URL', 'GEOCODER_KIND');
    const { geocoder } = this;
    if (!geocoder || geocoder.maySearch || geocoder.requestsPerSecond <= 1) return;
    throw new SettingsError(
      'GEOCODER_REQUESTS_PER_SECOND must be 1 or less for the public server of OpenStreetMap.',
    );
  }

  private requireBoth(one: keyof Environment, other: keyof Environment): void {
    const { [one]: first, [other]: second } = this.environment;
    if ((first === undefined) === (second === undefined)) return;
    const [given, missing] = first === undefined ? [other, one] : [one, other];
    throw new SettingsError(`${missing} is missing: ${given} needs it. Set both, or none.`);
  }

  private requireIssuer(): void {
    const { mode, issuer, audience, jwksUrl } = this.auth;
    if (mode !== 'jwks' || this.role === 'gateway' || (issuer && audience && jwksUrl)) return;
    throw new SettingsError(
      'AUTH_MODE=jwks (the default with DATABASE_URL) needs AUTH_ISSUER, AUTH_AUDIENCE and ' +
        'AUTH_JWKS_URL. To try things out with the demo issuer, set AUTH_MODE=demo.',
    );
  }
}

const isFilled = (names: readonly string[]): names is [string, ...string[]] => names.length > 0;

/** 127.0.0.0/8 and ::1 (RFC 6890), also in the notation of IPv6. */
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

function isLoopback(name: string): boolean {
  // A URL has brackets around an address of IPv6.
  const host = name.replace(/^\[(.*)\]$/, '$1');
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
