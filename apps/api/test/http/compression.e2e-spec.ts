import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { api, signUp, startTestServer, type Person, type TestServer } from '#api-harness';

const DOCS_LIMIT_BYTES = 700 * 1024;

let server: TestServer;
let rider: Person;

beforeAll(async () => {
  server = await startTestServer();
  rider = await signUp(server, 'rider');
});

afterAll(() => server.drop());

interface Answer {
  message: IncomingMessage;
  body: Buffer;
}

/** Requests with the given headers, and leaves the body as it comes. */
const request = (path: string, headers: Record<string, string>): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(`${server.url}${path}`, { headers }, resolve).once('error', reject);
  });

async function read(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const message = await request(path, { 'accept-encoding': 'gzip, br', ...headers });
  return { message, body: await buffer(message) };
}

const bearer = () => ({ authorization: `Bearer ${rider.token}` });

describe('compressed answers', () => {
  it.each(['/openapi.json', '/asyncapi.json', '/errors', '/tour', '/docs/swagger-ui-bundle.js'])(
    'the document %s is sent with brotli, and has the bytes of the plain one',
    async (path) => {
      const compressed = await read(path);
      const plain = await read(path, { 'accept-encoding': 'identity' });
      expect(compressed.message.headers['content-encoding']).toBe('br');
      expect(compressed.message.headers.vary).toMatch(/accept-encoding/i);
      expect(plain.message.headers['content-encoding']).toBeUndefined();
      expect(brotliDecompressSync(compressed.body).equals(plain.body)).toBe(true);
      expect(compressed.body.length).toBeLessThan(plain.body.length / 2);
    },
  );

  it('a client that knows gzip only gets gzip', async () => {
    const { message, body } = await read('/openapi.json', { 'accept-encoding': 'gzip' });
    expect(message.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(body).toString())).toMatchObject({ openapi: '3.1.0' });
  });

  it('the documentation with all its files is below 700 KB on the wire', async () => {
    const page = await read('/docs');
    const html = brotliDecompressSync(page.body).toString();
    const files = [...html.matchAll(/(?:src|href)="\.?\/?((?:docs\/)?[\w./-]+\.(?:js|css))"/g)];
    expect(files.length).toBeGreaterThan(2);
    let bytes = page.body.length;
    for (const [, name = ''] of files) {
      const { message, body } = await read(`/docs/${name.replace(/^docs\//, '')}`);
      expect([name, message.statusCode]).toEqual([name, 200]);
      bytes += body.length;
    }
    expect(bytes).toBeLessThan(DOCS_LIMIT_BYTES);
  });

  it('a file that the client has is answered by 304 without a body', async () => {
    const first = await read('/docs/swagger-ui.css');
    const etag = first.message.headers.etag!;
    const again = await read('/docs/swagger-ui.css', { 'if-none-match': etag });
    expect([again.message.statusCode, again.body.length]).toEqual([304, 0]);
  });

  it('the map of the city is compressed for a token, a cookie and a visitor without a session', async () => {
    const answers = await Promise.all([
      read('/v1/city', bearer()),
      read('/v1/city', { cookie: `tripstream_rider=${rider.token}` }),
      read('/v1/city'),
    ]);
    const maps = answers.map(({ message, body }) => {
      expect(message.headers['content-encoding']).toBe('br');
      return brotliDecompressSync(body).toString();
    });
    expect(JSON.parse(maps[0]!)).toHaveProperty('roads');
    expect(new Set(maps).size).toBe(1);
  });
});

describe('answers that are never compressed', () => {
  it.each(['text/event-stream', 'application/json'])(
    'a stream that is read as %s is plain',
    async (accept) => {
      const headers = { ...bearer(), accept, 'accept-encoding': 'gzip, br' };
      const message = await request('/v1/riders/me/stream', headers);
      expect(message.statusCode).toBe(200);
      expect(message.headers['content-encoding']).toBeUndefined();
      message.destroy();
    },
  );

  it('a new session is plain, because it holds a token beside a chosen name', async () => {
    const { status, headers } = await api(server).post('/v1/sessions', {
      role: 'rider',
      name: 'A'.repeat(80),
    });
    expect([status, headers.get('content-encoding')]).toEqual([201, null]);
  });
});

describe('an address without a page', () => {
  it('a browser gets a page with links, in which the address is only text', async () => {
    const { message, body } = await read('/nowhere/%3Cb%3E', {
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
      'accept-encoding': 'identity',
    });
    expect(message.statusCode).toBe(404);
    expect(message.headers['content-type']).toMatch(/^text\/html/);
    expect(message.headers['cache-control']).toBe('no-store');
    const html = body.toString();
    for (const path of ['/', '/rider', '/driver', '/city', '/docs']) {
      expect(html).toContain(`href="${path}"`);
    }
    expect(html).not.toContain('<b>');
  });

  it.each(['*/*', 'application/json'])(
    'a client that accepts %s gets a problem',
    async (accept) => {
      const { message, body } = await read('/nowhere', { accept });
      expect(message.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(JSON.parse(body.toString())).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    },
  );
});
