import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nearPlaceSchema, placeListSchema } from '#contracts';
import { api, pickup, signUp, startTestServer, type Person, type TestServer } from '#api-harness';
import { expectProblem } from './problem-check.js';

let server: TestServer;
let rider: Person;

beforeAll(async () => {
  server = await startTestServer();
  rider = await signUp(server, 'rider');
});

afterAll(() => server.drop());

const placesFor = async (query: string) => {
  const { status, body } = await rider.get(`/v1/places?${query}`);
  expect(status).toBe(200);
  return placeListSchema.parse(body).places;
};

describe('The search of places', () => {
  it('a crossing is found as people write it', async () => {
    expect(await placesFor('q=5%20ave%2042%20st')).toMatchObject([
      { name: '5th Ave & W 42nd St', kind: 'crossing', distanceMeters: null },
    ]);
  });

  it('each place has its distance when the request names a position', async () => {
    const [place] = await placesFor(`q=6th%20ave&lat=${pickup.lat}&lng=${pickup.lng}&limit=1`);
    expect(place).toMatchObject({ name: '6th Ave', kind: 'street', distanceMeters: 0 });
  });

  it('an answer has at most as many places as the request asks for', async () => {
    expect(await placesFor('q=st&limit=3')).toHaveLength(3);
    expect(await placesFor('q=st')).toHaveLength(8);
  });

  it.each([
    '',
    'q=',
    `q=${'a'.repeat(101)}`,
    'q=a%00b',
    'q=a&limit=0',
    'q=a&limit=21',
    'q=a&limit=1.5',
    'q=a&lat=40',
    'q=a&lng=-73',
    'q=a&lat=&lng=',
    'q=a&lat=91&lng=0',
    'q=a&lat=NaN&lng=0',
    'q=a&more=1',
  ])('the query "%s" is refused', async (query) => {
    expectProblem(await rider.get(`/v1/places?${query}`), 422, 'VALIDATION_FAILED');
  });

  it('nobody without a session searches', async () => {
    for (const path of ['/v1/places?q=st', '/v1/places/near?lat=40.7549&lng=-73.984']) {
      expectProblem(await api(server).get(path), 401, 'UNAUTHENTICATED');
    }
  });
});

describe('The name of a position', () => {
  const near = (lat: number | string, lng: number | string) =>
    rider.get(`/v1/places/near?lat=${lat}&lng=${lng}`);

  it('a position at a crossing has the name of the crossing', async () => {
    const { body } = await near(pickup.lat, pickup.lng);
    expect(nearPlaceSchema.parse(body)).toMatchObject({
      place: { name: '6th Ave & W 38th St', kind: 'crossing' },
    });
  });

  it('a position outside the city has no name', async () => {
    expect((await near(52.52, 13.4)).body).toEqual({ place: null, attribution: null });
  });

  it.each([
    ['', ''],
    ['NaN', 'NaN'],
    ['91', '0'],
    ['0', '181'],
    ['1e999', '0'],
  ])('the position %s, %s is refused', async (lat, lng) => {
    expectProblem(await near(lat, lng), 422, 'VALIDATION_FAILED');
  });
});
