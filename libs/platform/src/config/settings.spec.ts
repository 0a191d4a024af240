import { describe, expect, it } from '@jest/globals';
import { Settings, SettingsError } from './settings.js';

const jwks = {
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'tripstream',
  AUTH_JWKS_URL: 'https://issuer.example/jwks',
};

const control = { url: 'http://127.0.0.1:4000', token: 'x'.repeat(43) };
const tiles = { url: 'https://tiles.example/{z}/{x}/{y}.png', attribution: '© Contributors' };

/** Returns the message of the error. */
function readRefusal(variables: Record<string, string>): string {
  try {
    Settings.from(variables);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  throw new Error('The settings were not refused.');
}

describe('Settings', () => {
  it('an empty environment means one machine with an embedded database', () => {
    const settings = Settings.from({});
    expect(settings.http).toMatchObject({ port: 3000, host: '127.0.0.1', corsOrigins: [] });
    expect(settings.database).toMatchObject({ url: undefined, dataDir: '.data' });
  });

  it('an empty string counts as unset', () => {
    expect(Settings.from({ PORT: '', DATABASE_URL: '', HOST: '' })).toEqual(Settings.from({}));
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', 'abc'],
    ['LOG_LEVEL', 'loud'],
    ['AUTH_MODE', 'none'],
    ['OFFER_SECONDS', '0'],
    ['OFFER_SECONDS', '-1'],
    ['OFFER_SECONDS', 'NaN'],
    ['OFFER_SECONDS', 'Infinity'],
    ['DATABASE_POOL_SIZE', '0'],
    ['RATE_LIMIT_PER_SECOND', '1.5'],
    ['AUTH_JWKS_URL', 'not a url'],
    ['CURRENCY', 'US'],
    ['MATCHING_WINDOW_MS', '-1'],
    ['FARE_BASE_CENTS', '2.5'],
    ['HEARTBEAT_SECONDS', '0'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'null'],
    ['CORS_ORIGINS', 'https://a.example,https://b.example/'],
    ['CORS_ORIGINS', 'https://*.example'],
    ['CORS_ORIGINS', 'https://a.example:443'],
    ['CORS_ORIGINS', 'a.example'],
    ['DEMO_CONTROL_URL', 'http://192.168.0.2:4000'],
    ['DEMO_CONTROL_URL', 'http://127.0.0.1.evil.example:4000'],
    ['DEMO_CONTROL_URL', 'http://localhost.evil.example'],
    ['DEMO_CONTROL_URL', 'http://user@127.0.0.1:4000'],
    ['DEMO_CONTROL_URL', 'http://127.0.0.1:4000/city'],
    ['DEMO_CONTROL_URL', 'ws://127.0.0.1:4000'],
    ['DEMO_CONTROL_TOKEN', 'short'],
    ['MAP_TILES_URL', 'https://tiles.example/{z}/{x}.png'],
    ['MAP_TILES_URL', 'https://{s}.tiles.example/{z}/{x}/{y}.png'],
    ['MAP_TILES_URL', "https://tiles.example;'self'/{z}/{x}/{y}.png"],
    ['MAP_TILES_URL', 'https://*.example/{z}/{x}/{y}.png'],
    ['MAP_TILES_URL', 'file:///{z}/{x}/{y}.png'],
    ['NATS_URL', 'http://127.0.0.1:4222'],
    ['NATS_URL', 'nats://127.0.0.1:4222,'],
    ['NATS_CREDS_FILE', 'a.creds'],
    ['SHARD', 'NYC'],
    ['SHARD', 'new.york'],
    ['SHARD', '-'],
  ])('refuses %s=%s and names the variable', (name, value) => {
    expect(readRefusal({ [name]: value })).toContain(name);
  });

  it('the error names every invalid variable, and no valid one', () => {
    const message = readRefusal({ PORT: 'x', LOG_LEVEL: 'x', CURRENCY: 'x', HOST: '::1' });
    expect(message).toMatch(/PORT.*LOG_LEVEL.*CURRENCY/s);
    expect(message).not.toContain('HOST');
  });

  it('the demo issuer is the default for the embedded database only, and listens on loopback', () => {
    expect(Settings.from({}).auth.mode).toBe('demo');
    expect(Settings.from({ AUTH_MODE: 'demo', DATABASE_URL: 'postgres://host/db' }).http.host).toBe(
      '127.0.0.1',
    );
    expect(Settings.from({ ...jwks, DATABASE_URL: 'postgres://host/db' }).auth.mode).toBe('jwks');
  });

  it('the server listens on all interfaces with an external issuer, or on HOST', () => {
    expect(Settings.from({ ...jwks, AUTH_MODE: 'jwks' }).http.host).toBe('0.0.0.0');
    expect(Settings.from({ HOST: '0.0.0.0' }).http.host).toBe('0.0.0.0');
  });

  it.each(Object.keys(jwks))('refuses an external issuer without %s', (missing) => {
    const message = readRefusal({ ...jwks, [missing]: '', AUTH_MODE: 'jwks' });
    expect(message).toContain(missing);
    expect(message).toContain('AUTH_MODE=demo');
  });

  it.each([
    [{ TLS_CERT_FILE: 'a.pem' }, { TLS_KEY_FILE: 'b.pem' }],
    [{ DEMO_CONTROL_URL: control.url }, { DEMO_CONTROL_TOKEN: control.token }],
    [{ MAP_TILES_URL: tiles.url }, { MAP_TILES_ATTRIBUTION: tiles.attribution }],
    [{ GEOCODER_URL: 'http://photon:2322' }, { GEOCODER_KIND: 'photon' }],
  ])('refuses one of %j and %j without the other, and names the missing one', (one, other) => {
    expect(readRefusal(one)).toMatch(new RegExp(`^${Object.keys(other)[0]!} is missing`));
    expect(readRefusal(other)).toMatch(new RegExp(`^${Object.keys(one)[0]!} is missing`));
    expect(Settings.from({ ...one, ...other })).toBeDefined();
  });

  it('refuses more than one request a second to the public server of OpenStreetMap', () => {
    const policy = {
      GEOCODER_URL: 'https://nominatim.openstreetmap.org',
      GEOCODER_KIND: 'nominatim',
    };
    const hasty = { GEOCODER_REQUESTS_PER_SECOND: '2' };
    expect(readRefusal({ ...policy, ...hasty })).toContain('GEOCODER_REQUESTS_PER_SECOND');
    expect(Settings.from(policy).geocoder).toMatchObject({ maySearch: false });
    const own = { ...policy, GEOCODER_URL: 'http://nominatim:8080' };
    expect(Settings.from({ ...own, ...hasty }).geocoder).toMatchObject({ maySearch: true });
  });

  it('the pages get no settings by default', () => {
    expect(Settings.from({}).pages).toEqual({ demoControl: undefined, tiles: undefined });
  });

  it.each(['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000'])(
    'accepts a demo control at %s, and only with the demo issuer',
    (url) => {
      const variables = { DEMO_CONTROL_URL: url, DEMO_CONTROL_TOKEN: control.token };
      expect(Settings.from(variables).pages.demoControl).toEqual({ url, token: control.token });
      expect(readRefusal({ ...variables, ...jwks, AUTH_MODE: 'jwks' })).toContain(
        'DEMO_CONTROL_URL',
      );
    },
  );

  it('splits CORS_ORIGINS at commas', () => {
    const { http } = Settings.from({ CORS_ORIGINS: ' https://a.example, https://b.example,,' });
    expect(http.corsOrigins).toEqual(['https://a.example', 'https://b.example']);
  });

  it('takes SHARD as the only shard, or the list of SHARDS, which must have that of the process', () => {
    const nats = { NATS_URL: 'nats://a:4222' };
    expect(Settings.from({ SHARD: 'nyc' }).bus).toMatchObject({
      shards: ['nyc'],
      directoryShard: 'nyc',
    });
    const both = { ...nats, SHARD: 'ber', SHARDS: 'nyc,ber' };
    expect(Settings.from(both).bus).toMatchObject({
      shard: 'ber',
      shards: ['nyc', 'ber'],
      directoryShard: 'nyc',
    });
    expect(readRefusal({ ...both, SHARD: 'lon' })).toContain('SHARD=lon');
    expect(readRefusal({ ...both, DIRECTORY_SHARD: 'lon' })).toContain('DIRECTORY_SHARD=lon');
    expect(readRefusal({ SHARDS: 'nyc', SHARD: 'nyc' })).toContain('NATS_URL is missing');
    const gateway = { ...nats, ROLE: 'gateway', SHARDS: 'nyc,ber' };
    expect(Settings.from(gateway).bus.shards).toEqual(['nyc', 'ber']);
  });

  it('splits NATS_URL at commas, and a refusal does not quote its password', () => {
    const { bus } = Settings.from({ NATS_URL: 'nats://a:4222, tls://b:4222', SHARD: 'nyc' });
    expect(bus.servers).toEqual(['nats://a:4222', 'tls://b:4222']);
    expect(readRefusal({ NATS_URL: 'http://me:secret@a:4222' })).not.toContain('secret');
  });

  it('the default rate limit allows a user a hundred requests a second', () => {
    expect(Settings.from({}).http.rateLimitPerSecond).toBeGreaterThanOrEqual(100);
  });

  it('the defaults are those of the contract and of the domain rules', () => {
    const { matching, trip, streams } = Settings.from({});
    expect(matching).toMatchObject({ windowMs: 500, deadlineSeconds: 300, offerSeconds: 15 });
    expect(trip).toMatchObject({ quoteSeconds: 300, freeCancelSeconds: 120, noShowSeconds: 300 });
    expect(streams.heartbeatSeconds).toBe(5);
  });
});
