import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signUp, startTestServer, type TestServer } from '#api-harness';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.drop());

const OF_DOCUMENTS = ['content-security-policy', 'x-frame-options', 'referrer-policy'];
const OF_EVERY_ANSWER = ['x-content-type-options', 'cross-origin-resource-policy'];

const presentIn = (headers: Headers): string[] =>
  [...OF_DOCUMENTS, ...OF_EVERY_ANSWER].filter((name) => headers.has(name));

describe('the security headers', () => {
  it.each([
    ['a page', '/', 200],
    ['data', '/health/live', 200],
    ['a refusal', '/v1/trips', 401],
    ['an unknown address', '/v1/unknown', 404],
    ['a file that is missing', '/assets/missing.js', 404],
  ])('%s has all security headers', async (_what, path, status) => {
    const answer = await fetch(server.url + path);
    expect(answer.status).toBe(status);
    expect(presentIn(answer.headers)).toEqual([...OF_DOCUMENTS, ...OF_EVERY_ANSWER]);
  });

  it('an answer without a body has the security headers that matter without a document', async () => {
    const driver = await signUp(server, 'driver');
    const position = { lat: 40.75, lng: -73.98 };
    const { status, headers } = await driver.post('/v1/drivers/me/locations', position);
    expect(status).toBe(204);
    expect(presentIn(headers)).toEqual(OF_EVERY_ANSWER);
  });
});
