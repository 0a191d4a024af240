import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { api, startTestServer, type TestServer } from '#api-harness';

const control = { url: 'http://127.0.0.1:4000', token: 'x'.repeat(43) };
const tiles = { url: 'https://tiles.example/{z}/{x}/{y}.png', attribution: '© Somebody' };

let plain: TestServer;
let configured: TestServer;

beforeAll(async () => {
  plain = await startTestServer();
  configured = await startTestServer({
    ALLOWED_HOSTS: 'evil.example,127.0.0.1.evil.example,localhost.evil.example',
    DEMO_CONTROL_URL: control.url,
    DEMO_CONTROL_TOKEN: control.token,
    MAP_TILES_URL: tiles.url,
    MAP_TILES_ATTRIBUTION: tiles.attribution,
  });
});

afterAll(() => Promise.all([plain.drop(), configured.drop()]));

const configOf = (server: TestServer) => api(server).get('/pages/config.json');

/** Requests the configuration with the given Host header, which `fetch` does not allow. */
const configForHost = (host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get(`${configured.url}/pages/config.json`, { headers: { host } }, (answer) => {
      resolve(text(answer));
    });
    request.once('error', reject);
  });

async function directivesOf(server: TestServer): Promise<Map<string, string>> {
  const { headers } = await api(server).get('/tour');
  const policy = headers.get('content-security-policy') ?? '';
  return new Map(policy.split(';').map((part) => part.split(/ (.*)/, 2) as [string, string]));
}

describe('the page configuration', () => {
  it('the page configuration is empty by default', async () => {
    const { status, body, headers } = await configOf(plain);
    expect([status, body]).toEqual([200, { demoControl: null, tiles: null }]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('the page configuration contains the configured demo control and map tiles', async () => {
    const { status, body, headers } = await configOf(configured);
    expect([status, body]).toEqual([200, { demoControl: control, tiles }]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('the page configuration is absent from the OpenAPI document', async () => {
    const { body } = await api(configured).get<{ paths: object }>('/openapi.json');
    expect(Object.keys(body.paths).filter((path) => path.startsWith('/pages'))).toEqual([]);
  });

  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1:3000'])(
    'the page configuration omits the demo control when the host is %s',
    async (host) => {
      expect(JSON.parse(await configForHost(host))).toEqual({ demoControl: null, tiles });
    },
  );
});

describe('the content security policy', () => {
  it('the content security policy allows the server’s own origin only by default', async () => {
    const directives = await directivesOf(plain);
    expect(directives.get('connect-src')).toBe("'self'");
    expect(directives.get('img-src')).toBe("'self' data:");
  });

  it('the content security policy adds exactly the two configured origins', async () => {
    const [before, after] = [await directivesOf(plain), await directivesOf(configured)];
    expect(after.get('connect-src')).toBe(`'self' ${control.url}`);
    expect(after.get('img-src')).toBe("'self' data: https://tiles.example");
    for (const [name, sources] of before) {
      if (name !== 'connect-src' && name !== 'img-src') expect(after.get(name)).toBe(sources);
    }
    expect(after.size).toBe(before.size);
  });
});
