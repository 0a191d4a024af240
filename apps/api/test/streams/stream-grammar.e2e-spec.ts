import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventSource } from 'eventsource';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { readWire, violationsOfStream, type SseProbe } from '#testing';
import {
  api,
  dataOf,
  eventsIn,
  expectOk,
  goOnline,
  nextOffer,
  type Person,
  pickup,
  requestTrip,
  signUp,
  startTestServer,
  type TestServer,
} from '#api-harness';
import { allowedText, anyText } from '../http/any-text.js';
import { dispatchedOf, frameNames, type HeardEvent } from '../native/native-stream.js';
import { rawRequest } from '../http/raw-request.js';

const STREAM = '/v1/riders/me/stream';

let server: TestServer;
/** Bodies of all streams that were looked at, for the parsers below. */
const bodies: Buffer[] = [];

beforeAll(async () => {
  server = await startTestServer({ HEARTBEAT_SECONDS: '0.1' });
});

afterAll(() => server.drop());

/** Whether the text was accepted. Bad text may only be answered with 422 that names the field. */
function isTaken({ status, body }: { status: number; body: unknown }, field: string): boolean {
  expect([200, 201, 422]).toContain(status);
  if (status === 422) expect(JSON.stringify(body)).toContain(field);
  return status !== 422;
}

function expectGrammar(probe: SseProbe, presented?: string, ended = false): void {
  bodies.push(probe.bytes);
  expect(violationsOfStream(probe.bytes, { presented, ended })).toEqual([]);
}

interface Words {
  rider: string;
  driver: string;
  model: string;
  colour: string;
  plate: string;
  declined: string;
  gaveBack: string;
  comment: string;
  cancelled: string;
}

const wordsOf = (text: fc.Arbitrary<string>): fc.Arbitrary<Words> =>
  fc.record({
    rider: text,
    driver: text,
    model: text,
    colour: text,
    plate: text,
    declined: text,
    gaveBack: text,
    comment: text,
    cancelled: text,
  });

async function named(role: 'rider' | 'driver', name: string): Promise<[Person, string]> {
  const answer = await api(server).post('/v1/sessions', { role, name });
  if (!isTaken(answer, 'name')) return [await signUp(server, role, 'Ada'), 'Ada'];
  return [await signUp(server, role, name), name.trim()];
}

/** Sends the text; if it is refused, a plain one, so that the ride goes on. */
async function reasoned(who: Person, path: string, reason: string): Promise<string> {
  if (isTaken(await who.post(path, { reason }), 'reason')) return reason.trim();
  await expectOk(who.post(path, { reason: 'Plans changed' }));
  return 'Plans changed';
}

async function onDuty(driver: Person, { model, colour, plate }: Words) {
  const body = (vehicle: object) => ({ status: 'online', position: pickup, vehicle });
  const path = '/v1/drivers/me/availability';
  const answer = await driver.put(path, body({ model, colour, plate }));
  const plain = { model: 'Prius', colour: 'blue', plate: 'T-1' };
  if (!isTaken(answer, 'vehicle')) return expectOk(driver.put(path, body(plain))).then(() => plain);
  return { model: model.trim(), colour: colour.trim(), plate: plate.trim() };
}

/** Decline, accept, give back, accept again, cancel: every text goes over the wire on the way. */
async function ride(words: Words): Promise<void> {
  const [[rider, riderName], [first, driverName]] = [
    await named('rider', words.rider),
    await named('driver', words.driver),
  ];
  const second = await signUp(server, 'driver');
  const vehicle = await onDuty(first, words);
  const trip = await requestTrip(rider);
  const [ofRider, ofFirst] = [await rider.stream(), await first.stream()];
  const ofTrip = await rider.stream(`/v1/trips/${trip.id}/stream`);
  const offer = await nextOffer(ofFirst);
  expect(offer.rider.name).toBe(riderName);
  await expectOk(first.post(`/v1/offers/${offer.id}/accept`));
  const assigned = dataOf(await ofTrip.next(({ event }) => event === 'trip.driver_assigned'));
  expect(assigned.data.trip.driver).toMatchObject({ name: driverName, vehicle });
  const gaveBack = await reasoned(first, `/v1/trips/${trip.id}/cancel`, words.gaveBack);
  const again = dataOf(await ofRider.next(({ event }) => event === 'trip.redispatching'));
  expect(again.data.reason).toBe(gaveBack);
  await goOnline(second);
  const ofSecond = await second.stream();
  const { id } = await nextOffer(ofSecond);
  const declined = await reasoned(second, `/v1/offers/${id}/decline`, words.declined);
  const told = dataOf(await ofSecond.next(({ event }) => event === 'offer.declined'));
  expect(told.data.reason).toBe(declined);
  const cancelled = await reasoned(rider, `/v1/trips/${trip.id}/cancel`, words.cancelled);
  const ended = dataOf(await ofTrip.next(({ event }) => event === 'trip.cancelled'));
  expect(ended.data.reason).toBe(cancelled);
  await ofRider.next(({ event }) => event === 'trip.cancelled');
  expect(await ofTrip.ended).toBe('server');
  expectGrammar(ofTrip, undefined, true);
  await Promise.all([first, second].map((driver) => offDuty(driver)));
  for (const probe of [ofRider, ofFirst, ofSecond]) {
    await probe.close();
    expectGrammar(probe);
  }
}

const offDuty = (driver: Person) =>
  expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));

describe('whatever anybody writes into any field,', () => {
  // fast-check prints seed and path of a failure; give them to assert to see it again.
  it('text in any field is refused with 422 or arrives unchanged, and every byte obeys the grammar', async () => {
    await fc.assert(fc.asyncProperty(wordsOf(anyText), ride), { numRuns: 8 });
  });

  it('what is allowed arrives as well', async () => {
    await fc.assert(fc.asyncProperty(wordsOf(allowedText), ride), { numRuns: 5 });
  });

  it('a comment on a trip reaches no stream at all', async () => {
    const [rider, driver] = [await signUp(server, 'rider'), await signUp(server, 'driver')];
    const trip = await requestTrip(rider);
    const [ofRider, ofDriver] = [await rider.stream(), await driver.stream()];
    await goOnline(driver);
    await expectOk(driver.post(`/v1/offers/${(await nextOffer(ofDriver)).id}/accept`));
    const ofTrip = await rider.stream(`/v1/trips/${trip.id}/stream`);
    await expectOk(driver.post(`/v1/trips/${trip.id}/arrive`));
    await expectOk(driver.post(`/v1/trips/${trip.id}/start`, { pin: trip.pin }));
    await expectOk(driver.post(`/v1/trips/${trip.id}/complete`));
    for (const comment of fc.sample(anyText, 10)) {
      const answer = await rider.post(`/v1/trips/${trip.id}/rating`, { stars: 5, comment });
      expect([200, 201, 409, 422]).toContain(answer.status);
    }
    const path = `/v1/trips/${trip.id}/rating`;
    const secret = 'Never to be seen on a stream';
    await rider.post(path, { stars: 5, comment: secret });
    await ofTrip.ended;
    await Promise.all([ofDriver, ofRider].map((probe) => probe.next(isCompleted)));
    await Promise.all([ofRider, ofDriver].map((probe) => probe.close()));
    await offDuty(driver);
    for (const probe of [ofRider, ofDriver, ofTrip]) {
      expect(probe.raw).not.toContain('comment');
      expectGrammar(probe, undefined, probe === ofTrip);
    }
  });
});

const isCompleted = ({ event }: { event: string | undefined }) => event === 'trip.completed';

/** Any byte but those that end a header's line, which would be another header. */
const headerBytes = fc
  .array(
    fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 10 && byte !== 13),
    { maxLength: 40 },
  )
  .map((bytes) => String.fromCharCode(...bytes));

/** A value of the query: text, encoded, or any bytes, or half of an escape. */
const queryValue = fc.oneof(
  anyText.map((text) => encodeURIComponent(text.toWellFormed())),
  headerBytes.map((text) => Buffer.from(text, 'latin1').toString('hex').replace(/../g, '%$&')),
  fc.constantFrom('%', '%0', '%zz', '%ff%fe', '%00', '&', 'off&names=on', '-1', '__proto__', '[]'),
);

describe('whatever a client presents', () => {
  let rider: Person;

  beforeAll(async () => {
    rider = await signUp(server, 'rider');
  });

  const ask = (path: string, ...headers: string[]) =>
    rawRequest(
      server,
      [`GET ${path} HTTP/1.1`, 'Accept: text/event-stream', ...headers],
      (body) =>
        /^event: stream.snapshot/m.test(body.toString()) && body.toString().endsWith('\n\n'),
    );
  const token = () => `Authorization: Bearer ${rider.token}`;

  it('as Last-Event-ID gets a stream that obeys the grammar, or a 400 before any', async () => {
    const seen = new Set<number>();
    const property = fc.asyncProperty(headerBytes, async (value) => {
      const { status, head, body } = await ask(STREAM, token(), `Last-Event-ID: ${value}`);
      expect([200, 400]).toContain(status);
      seen.add(status);
      if (status === 200) expect(violationsOfStream(body)).toEqual([]);
      else expect(head).not.toContain('event-stream');
    });
    await fc.assert(property, { numRuns: 60, examples: [['x'], ['\0']] });
    expect(seen).toEqual(new Set([200, 400]));
  });

  it('a request with any text as cursor and names gets a stream that obeys the grammar', async () => {
    let streams = 0;
    const property = fc.asyncProperty(queryValue, queryValue, async (cursor, names) => {
      const { status, body } = await ask(`${STREAM}?cursor=${cursor}&names=${names}`, token());
      expect([200, 400]).toContain(status);
      if (status === 200) expect(violationsOfStream(body)).toEqual([]);
      streams += status === 200 ? 1 : 0;
    });
    await fc.assert(property, { numRuns: 60 });
    expect(streams).toBeGreaterThan(20);
  });

  it('a request with any text as share token gets no stream', async () => {
    const trip = await requestTrip(rider);
    const property = fc.asyncProperty(queryValue, async (share) => {
      const { status, head } = await ask(`/v1/trips/${trip.id}/stream?share=${share}`);
      expect([400, 401, 403, 404, 422]).toContain(status);
      expect(head).not.toContain('event-stream');
    });
    await fc.assert(property, { numRuns: 40 });
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
  });
});

describe('a whole ride', () => {
  it('obeys the grammar on every stream: cut, resumed, reset and drained', async () => {
    const own = await startTestServer({ HEARTBEAT_SECONDS: '0.1' });
    const [rider, driver] = [await signUp(own, 'rider'), await signUp(own, 'driver')];
    const cut = await rider.stream(STREAM, { cutAfterBytes: 700 });
    const ofDriver = await driver.stream();
    const trip = await requestTrip(rider);
    await goOnline(driver);
    const offer = await nextOffer(ofDriver);
    await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
    await cut.ended;
    const last = cut.frames.findLast(({ id }) => id !== undefined)?.id ?? '';
    const resumed = await rider.stream(STREAM, { headers: { 'last-event-id': last } });
    const reset = await rider.stream(`${STREAM}?cursor=another-7`);
    const unnamed = await rider.stream(`${STREAM}?names=off`);
    const ofTrip = await driver.stream(`/v1/trips/${trip.id}/stream`);
    const ofCity = await (await signUp(own, 'ops')).stream('/v1/ops/stream');
    await driver.post('/v1/drivers/me/locations', pickup);
    await expectOk(driver.post(`/v1/trips/${trip.id}/arrive`));
    await expectOk(driver.post(`/v1/trips/${trip.id}/start`, { pin: trip.pin }));
    const open = [ofDriver, resumed, reset, unnamed, ofTrip];
    await Promise.all(open.map((probe) => probe.next(isStarted)));
    await own.stop();
    expectGrammar(cut);
    for (const probe of [...open, ofCity]) {
      expect(await probe.ended).toBe('server');
      expect(dataOf(probe.frames.at(-1))).toEqual({ reason: 'drain', reconnect: true });
    }
    for (const probe of open.slice(2)) expectGrammar(probe, undefined, true);
    expectGrammar(ofDriver, undefined, true);
    expectGrammar(ofCity, undefined, true);
    expectGrammar(resumed, last, true);
    expect(eventsIn(unnamed.frames).map(({ event }) => event)).not.toContain('trip.started');
    await own.drop();
  });
});

const isStarted = ({ data }: { data: string | undefined }): boolean =>
  data?.includes('"type":"trip.started"') ?? false;

/** Cuts bytes at the given places, in the middle of characters too. */
function sliced(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % bytes.length), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const body = fc.nat().map((index) => bodies[index % bodies.length]!);
const places = fc.array(fc.nat(), { maxLength: 20 });

/** Of all that the streams above have sent. */
describe('what was sent means the same, however it is sliced,', () => {
  beforeAll(async () => {
    if (bodies.length === 0) await ride(fc.sample(wordsOf(allowedText), 1)[0]!);
  });

  it('eventsource-parser reads the same events from every slicing', () => {
    const property = fc.property(body, places, (bytes, cuts) => {
      const heard: HeardEvent[] = [];
      const parser = createParser({
        onEvent: ({ event, data, id }) =>
          heard.push({ type: event ?? 'message', data, lastEventId: id ?? '' }),
        onError: (error) => {
          throw error;
        },
      });
      const decoder = new TextDecoder();
      for (const part of sliced(bytes, cuts)) parser.feed(decoder.decode(part, { stream: true }));
      expect(heard).toEqual(dispatchedOf(bytes));
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('the eventsource package reads the same events from every slicing', async () => {
    const property = fc.asyncProperty(body, places, async (bytes, cuts) => {
      expect(await heardByPackage(sliced(bytes, cuts))).toEqual(dispatchedOf(bytes));
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('the strict reader of the probes reads the same events from every slicing', () => {
    for (const bytes of bodies) expect(readWire(bytes).violations).toEqual([]);
  });
});

/** Hands it the slices as the body of a response, and waits for the end that it notices. */
function heardByPackage(parts: readonly Buffer[]): Promise<HeardEvent[]> {
  const heard: HeardEvent[] = [];
  const answer = () => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of parts) controller.enqueue(part);
        controller.close();
      },
    });
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  };
  return new Promise((resolve) => {
    const source = new EventSource('http://stream.example/', {
      fetch: () => Promise.resolve(answer()),
    });
    for (const name of frameNames) {
      source.addEventListener(name, ({ type, data, lastEventId }) => {
        heard.push({ type, data: data as string, lastEventId });
      });
    }
    source.addEventListener('error', () => {
      // Only after this event does it set the timer that close() clears.
      queueMicrotask(() => {
        source.close();
        resolve(heard);
      });
    });
  });
}
