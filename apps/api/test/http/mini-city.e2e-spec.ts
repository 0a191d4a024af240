import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#testing';
import { api, pickup, signUp, SqlPeek, startTestServer, type TestServer } from '#api-harness';

interface Cars {
  cars: { key: string; lat: number; lng: number }[];
  online: number;
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.drop());

const readCars = () => api(server).get<Cars>('/pages/cars.json');

describe('the small map of the start page', () => {
  it('the cars of the start page have a place and a key, and no name of a driver', async () => {
    const driver = await signUp(server, 'driver');
    await driver.put('/v1/drivers/me/availability', { status: 'online', position: pickup });
    const { body } = await until('the car is shown', async () => {
      const answer = await readCars();
      return answer.body.cars.length === 1 ? answer : undefined;
    });
    const [car] = body.cars;
    expect(Object.keys(car!).sort()).toEqual(['headingDegrees', 'isTaken', 'key', 'lat', 'lng']);
    expect(car!.lat).toBeCloseTo(pickup.lat, 3);
    expect(JSON.stringify(body)).not.toContain(driver.id);
    expect(body.online).toBe(1);
  });

  it('a driver who has gone silent is no car of the start page', async () => {
    const driver = await signUp(server, 'driver');
    await driver.put('/v1/drivers/me/availability', { status: 'online', position: pickup });
    await until('the car is shown', async () => (await readCars()).body.online === 2);
    const peek = await SqlPeek.at(server);
    await peek.rows(
      `UPDATE driver_presence SET seen_at = seen_at - interval '1 hour' WHERE driver_id = $1`,
      [driver.id],
    );
    await peek.close();
    const { body } = await until('the car is gone', async () => {
      const answer = await readCars();
      return answer.body.online === 1 ? answer : undefined;
    });
    expect(body.cars).toHaveLength(1);
  });

  it('the roads of the start page are inside the bounds of the city', async () => {
    const { body, headers } = await api(server).get<{
      bounds: { south: number; north: number };
      lines: number[][];
    }>('/pages/roads.json');
    expect(headers.get('cache-control')).toBe('public, max-age=3600');
    const latitudes = body.lines.flatMap((line) => line.filter((_value, at) => at % 2 === 1));
    expect(Math.min(...latitudes)).toBeGreaterThanOrEqual(body.bounds.south - 1e-3);
    expect(Math.max(...latitudes)).toBeLessThanOrEqual(body.bounds.north + 1e-3);
  });

  it('the ground of the start page has the water, the parks and the landmarks of the city', async () => {
    const { body } = await api(server).get<{
      areas: { kind: string; outline: number[] }[];
      landmarks: { name: string; lat: number; lng: number }[];
    }>('/pages/roads.json');
    expect([...new Set(body.areas.map(({ kind }) => kind))].sort()).toEqual(['park', 'water']);
    expect(body.areas.every(({ outline }) => outline.length >= 8)).toBe(true);
    expect(body.landmarks.map(({ name }) => name)).toContain('Central Station');
  });

  it('a server whose tokens come from elsewhere shows no car to the public', async () => {
    const outside = await startTestServer({
      AUTH_MODE: 'jwks',
      AUTH_JWKS_URL: 'http://127.0.0.1:9/jwks.json',
      AUTH_ISSUER: 'https://issuer.example',
      AUTH_AUDIENCE: 'tripstream',
    });
    try {
      expect((await api(outside).get('/pages/cars.json')).status).toBe(404);
      expect((await api(outside).get('/pages/roads.json')).status).toBe(404);
    } finally {
      await outside.drop();
    }
  });
});

describe('the frames that a page may be shown in', () => {
  it.each([
    ['/rider', "frame-ancestors 'self'"],
    ['/driver', "frame-ancestors 'self'"],
    ['/city', "frame-ancestors 'none'"],
    ['/', "frame-ancestors 'none'"],
    ['/side-by-side', "frame-ancestors 'none'"],
  ])('the page %s says %s', async (path, directive) => {
    const { headers } = await api(server).get(path);
    expect(headers.get('content-security-policy')?.split(';')).toContain(directive);
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  });
});
