import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cityMapSchema, eventTypes } from '#contracts';
import { errorCatalogue } from '#platform';
import { SseFrameReader, until, violationsOf } from '#testing';
import { api, signUp, startTestServer, type TestServer } from '#api-harness';
import { documentOf, routesOf } from './api-routes.js';

/** Routes that need no token. */
const PUBLIC = ['/v1/sessions', '/v1/sandbox/', '/v1/city', '/v1/shares/'];

/** The routes that the wire contract promises. */
const CONTRACT = [
  'POST /v1/sessions',
  'DELETE /v1/sessions/me',
  'POST /v1/quotes',
  'POST /v1/trips',
  'GET /v1/trips',
  'GET /v1/trips/{id}',
  'GET /v1/trips/{id}/events',
  'GET /v1/trips/{id}/receipt',
  'POST /v1/trips/{id}/cancel',
  'POST /v1/trips/{id}/arrive',
  'POST /v1/trips/{id}/start',
  'POST /v1/trips/{id}/complete',
  'POST /v1/trips/{id}/no-show',
  'POST /v1/trips/{id}/rating',
  'POST /v1/trips/{id}/share',
  'DELETE /v1/trips/{id}/share',
  'PUT /v1/drivers/me/availability',
  'POST /v1/drivers/me/locations',
  'POST /v1/drivers/me/reposition/{id}/accept',
  'POST /v1/drivers/me/reposition/{id}/decline',
  'POST /v1/offers/{id}/accept',
  'POST /v1/offers/{id}/decline',
  'GET /v1/riders/me/stream',
  'GET /v1/drivers/me/stream',
  'GET /v1/trips/{id}/stream',
  'POST /v1/streams/acks',
  'GET /v1/ops/stream',
  'GET /v1/trips/{id}/replay',
  'GET /v1/ops/overview',
  'GET /v1/ops/history',
  'GET /v1/ops/trips/{id}/timeline',
  'GET /v1/city',
  'GET /v1/places',
  'GET /v1/places/near',
  'POST /v1/sandbox/drivers',
  'GET /v1/sandbox/drivers',
  'GET /v1/sandbox/drivers/{id}',
  'PATCH /v1/sandbox/drivers/{id}',
  'PUT /v1/sandbox/drivers/{id}/pin',
  'DELETE /v1/sandbox/drivers/{id}',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.drop());

describe('the OpenAPI document', () => {
  it('the OpenAPI document lists every route of the contract', async () => {
    const routes = (await routesOf(server)).map(({ method, path }) => `${method} ${path}`);
    expect(routes).toEqual(expect.arrayContaining(CONTRACT));
  });

  it('every OpenAPI reference resolves, and every operation has an id and responses', async () => {
    const document = await documentOf(server);
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Tripstream' } });
    for (const reference of references(document)) {
      expect([reference, resolve(document, reference)]).not.toEqual([reference, undefined]);
    }
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    for (const operation of operations) {
      expect(operation).toMatchObject({
        responses: expect.anything(),
        operationId: expect.anything(),
      });
    }
  });

  it('every OpenAPI operation id is unique', async () => {
    const { paths } = await documentOf(server);
    const ids = Object.values(paths).flatMap((path) =>
      Object.values(path).map((operation) => (operation as { operationId?: string }).operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('the OpenAPI document describes each stream as SSE and as long polling', async () => {
    const { paths } = await documentOf(server);
    for (const [path, { get }] of Object.entries(paths)) {
      if (!path.endsWith('/stream')) continue;
      expect(get).toMatchObject({
        parameters: expect.arrayContaining(
          ['cursor', 'waitSeconds', 'limit'].map((name) => expect.objectContaining({ name })),
        ),
        responses: {
          200: {
            content: {
              'text/event-stream': { schema: { type: 'string' } },
              'application/json': { schema: { $ref: '#/components/schemas/PollAnswer' } },
            },
          },
        },
      });
    }
  });

  it('the OpenAPI document declares security for every route that needs a token', async () => {
    const { paths } = await documentOf(server);
    for (const [path, methods] of Object.entries(paths)) {
      const isPublic = PUBLIC.some((start) =>
        start.endsWith('/') ? path.startsWith(start) : path === start,
      );
      if (!path.startsWith('/v1/') || isPublic) continue;
      for (const operation of Object.values(methods)) expect(operation.security).toBeDefined();
    }
  });
});

describe('the streams in the OpenAPI document', () => {
  it.each([
    ['/v1/riders/me/stream', ['200', '401', '403', '406']],
    ['/v1/drivers/me/stream', ['200', '401', '403', '406']],
    ['/v1/ops/stream', ['200', '401', '403', '406']],
    ['/v1/trips/{id}/stream', ['200', '204', '401', '403', '404', '406']],
  ])(
    'the OpenAPI entry of %s lists every status, with a problem document for each error',
    async (path, statuses) => {
      const { paths } = await documentOf(server);
      const { responses } = paths[path]!['get'] as unknown as { responses: Responses };
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(statuses));
      for (const status of statuses.filter((code) => code >= '400')) {
        expect(Object.keys(responses[status]!.content!)).toEqual(['application/problem+json']);
      }
      const body = responses['200']!.content!['text/event-stream']!;
      expect(Object.keys(responses['200']!.headers!)).toContain('X-Accel-Buffering');
      const events = body['x-frames'].map(({ event }) => event);
      expect([events[0], events.at(-1)]).toEqual(['stream.opened', 'stream.closing']);
      // The strict frame reader must accept the bytes of each example.
      for (const { value } of Object.values(body.examples)) {
        const [frame] = new SseFrameReader().push(Buffer.from(value));
        expect(violationsOf(frame!)).toEqual([]);
        expect(events).toContain(frame!.event);
      }
    },
  );

  it('the OpenAPI schemas contain the payload of every event', async () => {
    const { components } = (await documentOf(server)) as unknown as Schemas;
    for (const type of eventTypes) {
      const found = Object.values(components.schemas).filter(
        ({ properties }) => properties?.['type']?.const === type,
      );
      expect([type, found.length]).toEqual([type, 1]);
    }
  });
});

describe('the HTML documents', () => {
  it.each(['/', '/tour', '/side-by-side', '/bytes', '/race', '/docs', '/errors'])(
    'the path %s answers an HTML page',
    async (path) => {
      const page = await api(server).get(path);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toMatch(/^text\/html/);
      expect(page.body).toMatch(/<!doctype html>/i);
    },
  );

  it('the page /docs lists each operation with a link to its place in Swagger UI', async () => {
    const { paths } = await documentOf(server);
    const { body } = await api(server).get<string>('/docs');
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(operations.length).toBeGreaterThan(20);
    for (const operation of operations) expect(body).toContain(`<code>${operation}</code>`);
    expect(body).toContain('href="#/Trips/requestTrip"');
  });

  it('the page /errors explains each code at the anchor in the problem’s type', async () => {
    const { body } = await api(server).get<string>('/errors');
    for (const code of Object.keys(errorCatalogue)) {
      expect(body).toContain(`id="${code.toLowerCase().replaceAll('_', '-')}"`);
    }
  });
});

describe('the page for an address that doesn’t exist', () => {
  it.each([
    { wanted: 'de-AT,de;q=0.9,en;q=0.8', language: 'de', heading: 'Hier ist keine Seite' },
    { wanted: 'es', language: 'es', heading: 'Aquí no hay ninguna página' },
    { wanted: 'ar-EG,en;q=0.5', language: 'ar', heading: 'لا توجد صفحة هنا' },
    { wanted: 'ja,en-US;q=0.7', language: 'ja', heading: 'ここにページはありません' },
    { wanted: 'fr-CH,fr;q=0.9', language: 'en', heading: 'There is no page here' },
  ])('a browser that wants $wanted gets it in $language', async ({ wanted, language, heading }) => {
    const direction = language === 'ar' ? 'rtl' : 'ltr';
    const headers = { accept: 'text/html', 'accept-language': wanted };
    const page = await api(server).get<string>('/nowhere/%3Cb%3E', undefined, headers);
    expect(page.status).toBe(404);
    expect(page.headers.get('content-language')).toBe(language);
    expect(page.headers.get('vary')).toMatch(/\bAccept, Accept-Language\b/);
    expect(page.body).toContain(`<html lang="${language}" dir="${direction}">`);
    expect(page.body).toContain(`<h1>${heading}</h1>`);
    expect(page.body).toContain('<code dir="ltr">/nowhere/%3Cb%3E</code>');
    expect(page.body).not.toContain('{path}');
  });
});

describe('the machine-readable endpoints', () => {
  it('the health endpoints need no token', async () => {
    expect(await api(server).get('/health/live')).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    });
    // The test polls, because on a busy machine the outbox tail may still be reconnecting.
    const ready = await until('the process is ready', async () => {
      const answer = await api(server).get('/health/ready');
      return answer.status === 200 ? answer : undefined;
    });
    expect(ready.body).toMatchObject({ status: 'ok' });
  });

  it('the server exposes its metrics in the Prometheus text format', async () => {
    const { body, headers } = await api(server).get<string>('/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(body).toMatch(/^# HELP tripstream_engine_active /m);
    expect(body).toMatch(/^tripstream_http_request_seconds_count\{/m);
  });

  it('the city endpoint returns a valid map', async () => {
    const { body } = await (await signUp(server, 'rider')).get('/v1/city');
    expect(cityMapSchema.parse(body).roads.features.length).toBeGreaterThan(100);
  });

  it('the ops overview counts trips, drivers and offers', async () => {
    const { body } = await (await signUp(server, 'ops')).get('/v1/ops/overview');
    expect(body).toEqual({ trips: {}, drivers: {}, offers: {} });
  });
});

interface Responses {
  [status: string]: {
    headers?: object;
    content?: Record<
      string,
      { 'x-frames': { event: string }[]; examples: Record<string, { value: string }> }
    >;
  };
}

interface Schemas {
  components: { schemas: Record<string, { properties?: Record<string, { const?: string }> }> };
}

function references(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : references(inner),
  );
}

function resolve(document: unknown, reference: string): unknown {
  const steps = reference.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>(
    (at, step) => (at as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/')],
    document,
  );
}
