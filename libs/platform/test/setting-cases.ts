/** How one setting is tried. */
export interface SettingCase {
  /** Values that a sensible operator of some place sets, with what they mean. */
  accepts: readonly (readonly [text: string, value: unknown])[];
  /** Nonsense, extremes, and how other places write it. The error must name the setting. */
  refuses: readonly string[];
  /** Settings without which this one is refused in any case. */
  together?: Readonly<Record<string, string>>;
}

/** What `Number`, `parseInt` or another country reads as a number, and a setting does not. */
const NO_NUMBERS = [
  'abc',
  ' ',
  '-1',
  '+1',
  '1,5',
  '1.000,5',
  '1 000',
  '1_000',
  '0x10',
  '1e3',
  'NaN',
  'Infinity',
  '5s',
  '١٥',
  '１５',
  'true',
  '9'.repeat(400),
];

const decimal = (accepts: readonly number[], refuses: readonly string[] = []): SettingCase => ({
  accepts: accepts.map((value) => [String(value), value]),
  refuses: [...NO_NUMBERS, ...refuses],
});

/** A whole number is no place for a point, which is a thousands separator elsewhere. */
const whole = (accepts: readonly number[], refuses: readonly string[] = []): SettingCase =>
  decimal(accepts, ['1.5', '20.000', ...refuses]);

const seconds = (...accepts: number[]): SettingCase =>
  decimal([0.5, ...accepts], ['0', '0.0000001', '31536001']);
const secondsOrOff = (...accepts: number[]): SettingCase =>
  decimal([0, 0.5, ...accepts], ['31536001']);
const count = (...accepts: number[]): SettingCase => whole([1, ...accepts], ['0', '1000000001']);
const amount = (...accepts: number[]): SettingCase => whole([0, ...accepts], ['1000000001']);
const text = (...accepts: string[]): SettingCase => ({
  accepts: accepts.map((value) => [value, value]),
  refuses: [],
});

const databaseUrl: SettingCase = {
  accepts: [
    [
      'postgres://user:hunter2@db.example:5432/trips',
      'postgres://user:hunter2@db.example:5432/trips',
    ],
    ['postgresql://user:p%40ss@[::1]/trips', 'postgresql://user:p%40ss@[::1]/trips'],
    ['postgres:///trips?host=/var/run/postgresql', 'postgres:///trips?host=/var/run/postgresql'],
  ],
  refuses: [
    'mysql://user:hunter2@db.example/trips',
    'https://user:hunter2@db.example',
    'db.example:5432 hunter2',
    'hunter2',
  ],
};

const file = text('/etc/tripstream/file.pem', 'C:\\tripstream\\file.pem', './Städte/東京.json');
const TILES = { MAP_TILES_URL: 'https://tiles.example/{z}/{x}/{y}.png' };
const ATTRIBUTION = { MAP_TILES_ATTRIBUTION: '© Contributors' };
const GEOCODER = { GEOCODER_URL: 'https://geocoder.example/photon' };
const CONTROL = { DEMO_CONTROL_URL: 'http://127.0.0.1:4000' };
const SEALING_KEY = 'd2ViaG9va3MgYXJlIHNlYWxlZCBieSAzMiBieXRlcyE=';
const CONTROL_TOKEN = { DEMO_CONTROL_TOKEN: 'hunter2'.repeat(6) };

/** A row for each setting of `.env.example`; `every-setting.spec.ts` fails when one is missing. */
export const settingCases: Readonly<Record<string, SettingCase>> = {
  PORT: whole([0, 80, 65_535], ['65536']),
  HOST: {
    accepts: ['127.0.0.1', '0.0.0.0', '::', '::1', 'fe80::1%eth0', 'localhost', 'api.example'].map(
      (host) => [host, host] as const,
    ),
    refuses: ['http://localhost', 'localhost:3000', 'a b', 'api.example/', '[::1]:3000', '*'],
  },
  TRUST_PROXY: {
    accepts: [
      ['10.0.0.7', ['10.0.0.7']],
      ['10.0.0.0/8, loopback, fd00::/8', ['10.0.0.0/8', 'loopback', 'fd00::/8']],
    ],
    refuses: [
      'true',
      '1',
      '*',
      '0.0.0.0/0',
      '::/0',
      '10.0.0.0/33',
      'proxy.example',
      '10.0.0',
      '/8',
    ],
  },
  PUBLIC_URL: {
    accepts: [
      ['https://rides.example', 'https://rides.example'],
      ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ],
    refuses: [
      'rides.example',
      'https://rides.example/',
      'https://rides.example/app',
      'ftp://a',
      '*',
    ],
  },
  PICKUP_RADIUS_METERS: decimal([0.5, 500], ['100001']),
  GEOFENCE_METERS: decimal([0, 0.5, 300], ['100001']),
  REUSE_PORT: {
    accepts: [
      ['true', true],
      ['false', false],
    ],
    refuses: ['1', 'yes', 'TRUE', 'on', ' '],
  },
  DRAIN_DELAY_SECONDS: decimal([0, 0.5, 10], ['301']),
  DRAIN_SECONDS: decimal([0, 0.5, 45, 3600], ['3601']),
  METRICS_PORT: whole([0, 9464, 65_535], ['65536']),
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    accepts: [
      ['http://127.0.0.1:4318', 'http://127.0.0.1:4318'],
      ['https://otel.example/otlp', 'https://otel.example/otlp'],
    ],
    refuses: ['127.0.0.1:4318', 'grpc://otel.example:4317', 'collector'],
  },
  METRICS_HOST: text('127.0.0.1', '::1', '10.0.0.7'),
  REQUEST_MAX_SECONDS: seconds(30),
  ANSWER_MAX_LAG_SECONDS: seconds(15),
  ANSWERS_MAX_PENDING_BYTES: count(67_108_864),
  ALLOWED_HOSTS: {
    accepts: [
      ['rides.example', ['rides.example']],
      ['tripstream, api.internal', ['tripstream', 'api.internal']],
      ['xn--bcher-kva.example', ['xn--bcher-kva.example']],
    ],
    refuses: ['*', '*.rides.example', 'https://rides.example', 'rides.example:3000', 'a/b', 'ä.de'],
  },
  LOG_LEVEL: { accepts: [['warn', 'warn']], refuses: ['loud', 'WARN', 'warning', '30'] },
  CORS_ORIGINS: {
    accepts: [
      ['https://a.example', ['https://a.example']],
      [
        'https://a.example, https://xn--bcher-kva.example:8443',
        ['https://a.example', 'https://xn--bcher-kva.example:8443'],
      ],
    ],
    refuses: [
      '*',
      'null',
      'a.example',
      'https://a.example/',
      'https://bücher.example',
      'https://a.example;https://b.example',
    ],
  },
  RATE_LIMIT_PER_SECOND: count(200),
  TLS_CERT_FILE: { ...file, together: { TLS_KEY_FILE: '/etc/tripstream/key.pem' } },
  TLS_KEY_FILE: { ...file, together: { TLS_CERT_FILE: '/etc/tripstream/cert.pem' } },
  DATA_DIR: text('.data', '/var/lib/tripstream', 'données'),
  DATABASE_URL: databaseUrl,
  NATS_URL: {
    accepts: [
      ['nats://me:hunter2@10.0.0.7:4222', ['nats://me:hunter2@10.0.0.7:4222']],
      ['nats://a:4222, tls://b:4222', ['nats://a:4222', 'tls://b:4222']],
    ],
    refuses: ['10.0.0.7:4222', 'http://me:hunter2@a:4222', 'nats://a:4222,', 'nats://'],
  },
  NATS_CREDS_FILE: {
    accepts: [['/etc/tripstream/nats.creds', '/etc/tripstream/nats.creds']],
    refuses: [],
    together: { NATS_URL: 'nats://a:4222' },
  },
  SHARD: {
    accepts: [
      ['nyc', 'nyc'],
      ['new-york-2', 'new-york-2'],
      ['7', '7'],
    ],
    refuses: ['NYC', 'new.york', 'new york', '-nyc', 'nyc-', '*', 'a'.repeat(33)],
  },
  SHARDS: {
    accepts: [
      ['nyc', ['nyc']],
      ['nyc, ber', ['nyc', 'ber']],
    ],
    refuses: [
      'nyc,BER',
      'nyc,nyc',
      'nyc;ber',
      'nyc,*',
      Array.from({ length: 65 }, (_, index) => `nyc${index}`).join(','),
    ],
    together: { NATS_URL: 'nats://a:4222', SHARD: 'nyc' },
  },
  DIRECTORY_SHARD: {
    accepts: [['ber', 'ber']],
    refuses: ['BER', 'nyc,ber', '*'],
    together: { NATS_URL: 'nats://a:4222', SHARD: 'nyc', SHARDS: 'nyc,ber' },
  },
  ROLE: {
    accepts: [
      ['all', 'all'],
      ['api', 'api'],
      ['gateway', 'gateway'],
    ],
    refuses: ['GATEWAY', 'worker', 'all,api'],
    together: { NATS_URL: 'nats://a:4222' },
  },
  DATABASE_DIRECT_URL: { ...databaseUrl, together: { DATABASE_URL: 'postgres://pooler/trips' } },
  DATABASE_POOL_SIZE: count(20, 10_000),
  NODE_ENV: {
    accepts: [['production', 'production']],
    refuses: ['prod', 'Production', 'PRODUCTION', 'staging', ' '],
  },
  AUTH_MODE: { accepts: [['demo', 'demo']], refuses: ['none', 'JWKS', 'oidc'] },
  AUTH_ISSUER: text('https://issuer.example/realm'),
  AUTH_AUDIENCE: text('tripstream', 'urn:tripstream'),
  AUTH_JWKS_URL: {
    accepts: [['https://issuer.example/jwks', 'https://issuer.example/jwks']],
    refuses: ['not a url', 'issuer.example/jwks', 'ftp://issuer.example/jwks', 'file:///etc/jwks'],
  },
  AUTH_ROLE_CLAIM: text('role', 'https://issuer.example/role'),
  // A token's times are whole seconds, so a shorter session would end before it begins.
  SESSION_SECONDS: decimal([1, 43_200], ['0', '0.4', '31536001']),
  CITY_NETWORK_FILE: file,
  CITY_MARGIN_METERS: decimal([1, 500], ['0', '0.5', '100001']),
  TRAVEL_TIMES_MB: decimal([1, 256], ['0', '65537']),
  GEOCODER_URL: {
    accepts: [
      [GEOCODER.GEOCODER_URL, GEOCODER.GEOCODER_URL],
      ['http://photon:2322', 'http://photon:2322'],
      ['http://[::1]:2322/', 'http://[::1]:2322/'],
    ],
    refuses: [
      'photon.example',
      'ftp://photon.example',
      'file:///etc/passwd',
      'https://user:hunter2@photon.example',
      'https://user@photon.example',
      'https://photon.example/?key=hunter2',
      'https://photon.example/#a',
      'https://photon.example/a b',
    ],
    together: { GEOCODER_KIND: 'photon' },
  },
  GEOCODER_KIND: {
    accepts: [
      ['photon', 'photon'],
      ['nominatim', 'nominatim'],
    ],
    refuses: ['Photon', 'google', 'osm', ' '],
    together: GEOCODER,
  },
  GEOCODER_ATTRIBUTION: {
    accepts: [['© OpenStreetMap-Mitwirkende', '© OpenStreetMap-Mitwirkende']],
    refuses: ['x'.repeat(201)],
  },
  GEOCODER_TIMEOUT_SECONDS: decimal([0.1, 2, 10], ['0', '0.01', '11']),
  GEOCODER_REQUESTS_PER_SECOND: decimal([0.01, 0.5, 1, 1000], ['0', '0.001', '1001']),
  MATCHING_POLICY: text('batched', 'nearest'),
  MATCHING_WINDOW_MS: whole([0, 500], ['60001']),
  MATCHING_REACH_SECONDS: seconds(1200),
  MATCHING_DEADLINE_SECONDS: seconds(300),
  OFFER_SECONDS: seconds(15),
  OFFER_ACK_SECONDS: secondsOrOff(5),
  OFFER_RETRY_SECONDS: secondsOrOff(30),
  MATCHING_REPOSITION: {
    accepts: [
      ['on', 'on'],
      ['off', 'off'],
    ],
    refuses: ['true', 'ON', '1', 'yes'],
  },
  REPOSITION_SECONDS: seconds(30),
  REPOSITION_RETRY_SECONDS: secondsOrOff(300),
  REPOSITION_TIME_SCALE: decimal([1, 2.5, 1000], ['0', '0.5', '1001']),
  POOLING_SEATS: {
    accepts: [
      ['off', 0],
      ['2', 2],
      ['4', 4],
    ],
    refuses: ['0', '1', '5', '2.5', 'on'],
  },
  POOLING_DISCOUNT_PERCENT: whole([0, 30, 90], ['-1', '91', '1.5']),
  POOLING_MAX_DETOUR_SECONDS: seconds(300),
  DRIVER_SILENCE_SECONDS: decimal([0, 1, 15], ['0.5', '31536001']),
  DRIVER_LOST_SECONDS: decimal([0, 1, 120], ['0.5', '31536001']),
  RIDER_GONE_SECONDS: decimal([0, 5, 120], ['4.9', '31536001']),
  QUOTE_SECONDS: seconds(300),
  FREE_CANCEL_SECONDS: secondsOrOff(120),
  NO_SHOW_SECONDS: seconds(300),
  CURRENCY: {
    accepts: [
      ['USD', 'USD'],
      ['eur', 'EUR'],
      ['JPY', 'JPY'],
      ['KWD', 'KWD'],
      ['COP', 'COP'],
      ['XAF', 'XAF'],
    ],
    refuses: ['US', 'USDT', 'ZZZ', 'U$D', '€', '¥¥¥', 'ßßß', '840', 'XXX', 'XDR', 'BTC'],
  },
  FARE_BASE_CENTS: amount(250),
  FARE_CENTS_PER_KM: decimal([0, 0.5, 110], ['1000000001']),
  FARE_CENTS_PER_MINUTE: decimal([0, 0.5, 35], ['1000000001']),
  FARE_MINIMUM_CENTS: amount(700),
  CANCEL_FEE_CENTS: amount(500),
  NO_SHOW_FEE_CENTS: amount(500),
  HEARTBEAT_SECONDS: decimal([0.1, 5, 60], ['0', '61']),
  STREAM_RETRY_MS: count(1000, 3_600_000),
  STREAM_REPLAY_LIMIT: count(10_000),
  STREAMS_PER_USER: count(5),
  STREAMS_PER_PROCESS: count(20_000),
  STREAMS_PER_ADDRESS: count(10_000),
  STREAM_MAX_AGE_SECONDS: seconds(3600),
  STREAM_MAX_PENDING_BYTES: count(262_144),
  STREAM_MAX_LAG_SECONDS: decimal([0.5, 15, 86_400], ['0', '86401']),
  SHARE_LINK_SECONDS: seconds(86_400),
  HISTORY_RETENTION_SECONDS: seconds(604_800),
  HISTORY_TRIM_SECONDS: decimal([0.1, 60, 31_536_000], ['0', '0.01', '31536001']),
  WEBHOOK_RETRY_SECONDS: {
    accepts: [
      ['5', [5]],
      ['0.5, 30,3600', [0.5, 30, 3600]],
    ],
    refuses: ['0', '3601', '5;30', '5,', 'abc', '1,5 s', '5,'.repeat(30) + '5'],
  },
  WEBHOOK_TIMEOUT_SECONDS: decimal([0.1, 15, 60], ['0', '0.01', '61']),
  WEBHOOK_ALLOWED_NETWORKS: {
    accepts: [
      ['127.0.0.0/8', ['127.0.0.0/8']],
      ['10.0.0.0/8, fd00::/8', ['10.0.0.0/8', 'fd00::/8']],
    ],
    refuses: ['10.0.0.7', 'loopback', '10.0.0.0/33', '0.0.0.0/0', '::/0', 'partner.example/8', '*'],
  },
  WEBHOOK_SECRET_KEYS: {
    accepts: [
      [SEALING_KEY, [SEALING_KEY]],
      [`${SEALING_KEY},${SEALING_KEY}`, [SEALING_KEY, SEALING_KEY]],
    ],
    refuses: ['hunter2', 'aHVudGVyMg==', 'hunter2'.repeat(7)],
  },
  MAP_TILES_URL: {
    accepts: [[TILES.MAP_TILES_URL, TILES.MAP_TILES_URL]],
    refuses: [
      'https://tiles.example/{z}/{x}.png',
      'https://{s}.tiles.example/{z}/{x}/{y}.png',
      'tiles.example/{z}/{x}/{y}',
    ],
    together: ATTRIBUTION,
  },
  MAP_TILES_ATTRIBUTION: {
    accepts: [['© Mitwirkende · 投稿者', '© Mitwirkende · 投稿者']],
    refuses: ['x'.repeat(201)],
    together: TILES,
  },
  DEMO_CONTROL_URL: {
    accepts: [[CONTROL.DEMO_CONTROL_URL, CONTROL.DEMO_CONTROL_URL]],
    refuses: ['http://192.168.0.2:4000', 'https://127.0.0.1:4000', '127.0.0.1:4000'],
    together: CONTROL_TOKEN,
  },
  DEMO_CONTROL_TOKEN: {
    accepts: [[CONTROL_TOKEN.DEMO_CONTROL_TOKEN, CONTROL_TOKEN.DEMO_CONTROL_TOKEN]],
    refuses: ['hunter2', 'hunter2'.repeat(40), `${'hunter2'.repeat(6)}ß`],
    together: CONTROL,
  },
};
