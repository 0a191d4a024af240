import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { RequestListener } from 'node:http';
import { Metrics, Settings } from '#platform';
import { FakeGeocoder, answerJson, photonFeature, until } from '#testing';
import { OutsideGeocoder } from './outside-geocoder.js';
import { MAX_ANSWER_BYTES } from './read-json.js';

const bounds = { south: 40.7, west: -74.02, north: 40.88, east: -73.9 };
const here = { lat: 40.7549, lng: -73.984 };
const cafe = photonFeature(here, { name: 'Grand Cafe' });

let fake: FakeGeocoder;
let metrics: Metrics;
const logged: string[] = [];
const log = (message: unknown) => void logged.push(String(message));
beforeEach(async () => {
  logged.length = 0;
  Logger.overrideLogger({ log, warn: log, error: log });
  fake = await new FakeGeocoder().start();
  fake.answer = answerJson({ features: [cafe] });
  metrics = new Metrics();
});
afterEach(async () => {
  Logger.overrideLogger(false);
  await fake.stop();
});

function configure(variables: Record<string, string> = {}): OutsideGeocoder {
  const settings = Settings.from({
    GEOCODER_URL: fake.url,
    GEOCODER_KIND: 'photon',
    GEOCODER_REQUESTS_PER_SECOND: '1000',
    GEOCODER_TIMEOUT_SECONDS: '10',
    ...variables,
  });
  return new OutsideGeocoder(settings, metrics);
}

const searchFor = (geocoder: OutsideGeocoder, q: string) =>
  geocoder.search(q, { near: undefined, bounds });

async function countOf(outcome: string): Promise<number> {
  const { values } = await metrics.geocoderRequests.get();
  return values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
}

describe('OutsideGeocoder', () => {
  it('searches within the bounds of the city, near the user to a kilometre', async () => {
    const geocoder = configure();
    const found = await geocoder.search('Grand Cafe', { near: here, bounds });
    expect(found).toEqual([{ name: 'Grand Cafe', position: here }]);
    expect(fake.requests).toEqual([
      {
        path: '/api',
        parameters: {
          q: 'grand cafe',
          limit: '20',
          bbox: '-74.02,40.7,-73.9,40.88',
          lat: '40.75',
          lon: '-73.98',
        },
        userAgent: 'Tripstream/1',
      },
    ]);
  });

  it('asks below the path of GEOCODER_URL, and says which site asks', async () => {
    const geocoder = configure({
      GEOCODER_URL: `${fake.url}/photon`,
      PUBLIC_URL: 'https://rides.example',
    });
    await geocoder.near(here);
    expect(fake.requests).toMatchObject([
      { path: '/photon/reverse', userAgent: 'Tripstream/1 (https://rides.example)' },
    ]);
  });

  it('makes no request without GEOCODER_URL', async () => {
    const geocoder = new OutsideGeocoder(Settings.from({}), metrics);
    expect(await searchFor(geocoder, 'cafe')).toEqual([]);
    expect(await geocoder.near(here)).toEqual([]);
    expect(geocoder.attribution).toBeNull();
  });

  it('asks once for equal questions, one after the other and at the same time', async () => {
    const geocoder = configure();
    const texts = ['Café', 'café', 'CAFÉ', 'Cafe\u0301'];
    const answers = await Promise.all(texts.map((text) => searchFor(geocoder, text)));
    await searchFor(geocoder, 'Café');
    expect(answers).toEqual(texts.map(() => [{ name: 'Grand Cafe', position: here }]));
    expect(fake.requests).toHaveLength(1);
    expect(await countOf('cached')).toBe(1);
  });

  it('asks nothing for a text of two characters', async () => {
    expect(await searchFor(configure(), 'ca')).toEqual([]);
    expect(fake.requests).toEqual([]);
  });

  it('makes no more than one request a second, and lets one more wait for its turn', async () => {
    const geocoder = configure({ GEOCODER_REQUESTS_PER_SECOND: '1' });
    const answers = await Promise.all(
      ['cafe a', 'cafe b', 'cafe c', 'cafe d'].map((text) => searchFor(geocoder, text)),
    );
    expect(answers.map((answer) => answer !== null)).toEqual([true, true, false, false]);
    expect(await countOf('limited')).toBe(2);
  });

  it('keeps sixteen requests under way at most', async () => {
    const pending: (() => void)[] = [];
    fake.answer = (request, response) => {
      pending.push(() => answerJson({ features: [cafe] })(request, response));
    };
    const geocoder = configure();
    const texts = Array.from({ length: 20 }, (_, index) => `cafe ${index}`);
    const answers = texts.map((text) => searchFor(geocoder, text));
    await until('sixteen requests have come', () => pending.length === 16);
    expect(await countOf('limited')).toBe(4);
    for (const send of pending) send();
    expect((await Promise.all(answers)).filter((answer) => answer !== null)).toHaveLength(16);
  });

  it('never searches the public server of OpenStreetMap', async () => {
    const geocoder = configure({
      GEOCODER_URL: 'https://nominatim.openstreetmap.org',
      GEOCODER_KIND: 'nominatim',
      GEOCODER_REQUESTS_PER_SECOND: '1',
    });
    expect(geocoder.isSearched).toBe(false);
    expect(await searchFor(geocoder, 'grand cafe')).toEqual([]);
    expect(logged).toEqual([expect.stringContaining('names positions only')]);
  });
});

const hostile: [string, RequestListener][] = [
  ['an error of the server', answerJson({ features: [cafe] }, 500)],
  ['a redirect', (_, response) => response.writeHead(302, { location: fake.url }).end()],
  ['no JSON', (_, response) => response.end('<html>Grand Cafe</html>')],
  ['JSON of another form', answerJson({ places: [cafe] })],
  ['null', answerJson(null)],
  ['no body', (_, response) => response.end()],
  [
    'half an answer',
    (_, response) => response.writeHead(200).write('{"feat', () => response.destroy()),
  ],
  ['a closed connection', (request) => request.socket.destroy()],
  [
    'an endless answer',
    (_, response) => {
      const chunk = ' '.repeat(16_384);
      const write = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', write);
      write();
    },
  ],
  ['a large document', (_, response) => response.end(' '.repeat(MAX_ANSWER_BYTES + 1))],
];

describe('OutsideGeocoder with a geocoder that misbehaves', () => {
  it.each(hostile)('gives no answer after %s', async (_title, answer) => {
    fake.answer = answer;
    expect(await searchFor(configure(), 'grand cafe')).toBeNull();
    expect(fake.requests).toHaveLength(1);
    expect(await countOf('failed')).toBe(1);
  });

  it.each<[string, RequestListener]>([
    ['never answers', () => undefined],
    ['never ends its answer', (_, response) => response.writeHead(200).write('{')],
  ])('closes the connection at the time limit when the geocoder %s', async (_title, answer) => {
    fake.answer = answer;
    const geocoder = configure({ GEOCODER_TIMEOUT_SECONDS: '0.1' });
    expect(await searchFor(geocoder, 'grand cafe')).toBeNull();
    await until('the connection has ended', () => fake.aborted === 1);
  });

  it.each([400, 414, 422])('takes the status %i for a text without places', async (status) => {
    fake.answer = answerJson({}, status);
    const geocoder = configure();
    for (const text of ['cafe a', 'cafe b', 'cafe c', 'cafe d']) {
      expect(await searchFor(geocoder, text)).toEqual([]);
    }
    expect(fake.requests).toHaveLength(4);
  });

  it('asks no more after three failures in succession, and again after a pause', async () => {
    fake.answer = answerJson({}, 500);
    const geocoder = configure();
    for (const text of ['cafe a', 'cafe b', 'cafe c', 'cafe d']) await searchFor(geocoder, text);
    expect(fake.requests).toHaveLength(3);
    expect(await countOf('paused')).toBe(1);
    fake.answer = answerJson({ features: [cafe] });
    await until('the geocoder is asked again', () => searchFor(geocoder, 'cafe e'));
    expect(fake.requests).toHaveLength(4);
  });

  it('logs the beginning and the end of an outage, and why it began', async () => {
    const address = fake.url;
    const geocoder = configure();
    await fake.stop();
    for (const text of ['cafe a', 'cafe b', 'cafe c', 'cafe d']) await searchFor(geocoder, text);
    expect(logged).toEqual([expect.stringMatching(/The geocoder is away.*ECONNREFUSED/)]);
    fake = await new FakeGeocoder().start(Number(new URL(address).port));
    await until('the geocoder is asked again', () => searchFor(geocoder, 'cafe e'));
    expect(logged.slice(1)).toEqual(['The geocoder answers again.']);
  });

  it('asks no more as soon as the geocoder refuses the rate of requests', async () => {
    fake.answer = answerJson({}, 429);
    const geocoder = configure();
    await searchFor(geocoder, 'cafe a');
    await searchFor(geocoder, 'cafe b');
    expect(fake.requests).toHaveLength(1);
  });

  it('asks again after a failure, which is no answer', async () => {
    fake.answer = answerJson({}, 500);
    const geocoder = configure();
    expect(await searchFor(geocoder, 'grand cafe')).toBeNull();
    fake.answer = answerJson({ features: [cafe] });
    expect(await searchFor(geocoder, 'grand cafe')).toHaveLength(1);
  });
});
