import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { nearPlaceSchema, placeListSchema } from '#contracts';
import { generateGrid } from '#geo';
import { FakeGeocoder, answerJson, photonFeature, until } from '#testing';
import { api, pickup, signUp, startTestServer, type Person, type TestServer } from '#api-harness';

const ATTRIBUTION = '© OpenStreetMap contributors';
/** In the middle of a long block, where the city's own index knows a street alone. */
const midBlock = middleOf(generateGrid(), 41 * 13 + 5, 41 * 13 + 6);
const outside = { lat: 52.52, lng: 13.4 };

let geocoder: FakeGeocoder;
let server: TestServer;
let rider: Person;

beforeAll(async () => {
  geocoder = await new FakeGeocoder().start();
  server = await startTestServer({
    GEOCODER_URL: geocoder.url,
    GEOCODER_KIND: 'photon',
    GEOCODER_REQUESTS_PER_SECOND: '1000',
  });
  rider = await signUp(server, 'rider');
});

beforeEach(() => {
  geocoder.answer = answerJson({ features: [] });
  geocoder.requests.length = 0;
});

afterAll(async () => {
  await server.drop();
  await geocoder.stop();
});

function middleOf(grid: ReturnType<typeof generateGrid>, node: number, other: number) {
  const [a, b] = [grid.position(node), grid.position(other)];
  const middle = (one: number, two: number) => Number(((one + two) / 2).toFixed(5));
  return { lat: middle(a.lat, b.lat), lng: middle(a.lng, b.lng) };
}

const search = async (query: string) => {
  const { status, body, headers } = await rider.get(`/v1/places?${query}`);
  expect(status).toBe(200);
  return { ...placeListSchema.parse(body), caching: headers.get('cache-control') };
};

const near = async ({ lat, lng }: { lat: number; lng: number }) => {
  const { status, body } = await rider.get(`/v1/places/near?lat=${lat}&lng=${lng}`);
  expect(status).toBe(200);
  return nearPlaceSchema.parse(body);
};

describe('The search of places with an outside geocoder', () => {
  it('finds a shop that the city does not know, with its distance and its attribution', async () => {
    geocoder.answer = answerJson({ features: [photonFeature(midBlock, { name: 'Grand Cafe' })] });
    const at = `lat=${midBlock.lat}&lng=${midBlock.lng}`;
    expect(await search(`q=grand%20cafe&${at}&limit=1`)).toEqual({
      places: [{ name: 'Grand Cafe', kind: 'address', position: midBlock, distanceMeters: 0 }],
      attribution: ATTRIBUTION,
      caching: 'private, max-age=300',
    });
  });

  it('puts the own places that have all words first, and repeats none of them', async () => {
    const features = ['West 38th Street & 6th Avenue', '6th Avenue', '6th Ave Deli'].map((name) =>
      photonFeature(pickup, { name }),
    );
    geocoder.answer = answerJson({ features });
    const { places } = await search('q=6th%20ave');
    const names = places.map(({ name, kind }) => `${kind} ${name}`);
    expect(names[0]).toBe('street 6th Ave');
    expect(names).toContain('address 6th Ave Deli');
    expect(names).not.toContain('address 6th Avenue');
  });

  it('leaves out what lies outside the city', async () => {
    const features = [outside, midBlock].map((at) => photonFeature(at, { name: `Cafe ${at.lat}` }));
    geocoder.answer = answerJson({ features });
    const { places } = await search('q=cafe%20outside');
    const addresses = places.filter(({ kind }) => kind === 'address');
    expect(addresses).toMatchObject([{ name: `Cafe ${midBlock.lat}` }]);
  });

  it('asks nothing when the city itself has enough, and needs no attribution then', async () => {
    expect(await search('q=st&limit=3')).toMatchObject({ attribution: null });
    expect((await search('q=w%20st&limit=3')).places).toHaveLength(3);
    expect(geocoder.requests).toEqual([]);
  });

  it('answers from the own index while the geocoder fails, which is counted and not cached', async () => {
    geocoder.answer = answerJson({}, 500);
    const found = await search('q=5%20ave%2042%20st');
    expect(found).toMatchObject({
      places: [{ name: '5th Ave & W 42nd St', kind: 'crossing' }],
      attribution: null,
      caching: 'no-store',
    });
    const { body } = await api(server).get('/metrics');
    expect(body).toMatch(/tripstream_geocoder_requests_total\{outcome="failed"\} [1-9]/);
    geocoder.answer = answerJson({ features: [] });
    await until('the failure is over', async () => {
      const { caching } = await search('q=5%20ave%2042%20st');
      return caching !== 'no-store';
    });
  });

  it('limits the question to the city, and passes no more of the position than a kilometre', async () => {
    await search(`q=bakery&lat=${midBlock.lat}&lng=${midBlock.lng}`);
    const [request] = geocoder.requests;
    expect(request?.parameters).toMatchObject({
      q: 'bakery',
      lat: midBlock.lat.toFixed(2),
      lon: midBlock.lng.toFixed(2),
    });
    const [west = 0, south = 0, east = 0, north = 0] = (request?.parameters['bbox'] ?? '')
      .split(',')
      .map(Number);
    expect(west).toBeLessThan(midBlock.lng);
    expect(east).toBeGreaterThan(midBlock.lng);
    expect(south).toBeLessThan(midBlock.lat);
    expect(north).toBeGreaterThan(midBlock.lat);
    expect(east - west).toBeLessThan(0.2);
  });
});

describe('The name of a position with an outside geocoder', () => {
  it('the name is the address where the city knows a street alone', async () => {
    const address = { housenumber: '57', street: 'W 42nd St', countrycode: 'US' };
    geocoder.answer = answerJson({ features: [photonFeature(midBlock, address)] });
    const { place, attribution } = await near(midBlock);
    expect(place).toMatchObject({ name: '57 W 42nd St', kind: 'address' });
    expect(attribution).toBe(ATTRIBUTION);
  });

  it('the name is that of the street when the address is far from the position', async () => {
    const at = { lat: midBlock.lat + 0.00002, lng: midBlock.lng };
    geocoder.answer = answerJson({ features: [photonFeature(pickup, { name: 'Far Cafe' })] });
    const { place, attribution } = await near(at);
    expect(place?.kind).toBe('street');
    expect(attribution).toBeNull();
    expect(geocoder.requests).toHaveLength(1);
  });

  it('the name is that of a crossing without a question, as in quotes and trips', async () => {
    expect((await near(pickup)).place?.name).toBe('6th Ave & W 38th St');
    expect(geocoder.requests).toEqual([]);
  });

  it('the name is null outside the city, without a question', async () => {
    expect(await near(outside)).toEqual({ place: null, attribution: null });
    expect(geocoder.requests).toEqual([]);
  });
});
