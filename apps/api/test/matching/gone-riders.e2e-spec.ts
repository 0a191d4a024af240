import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Trip } from '#contracts';
import { until, type SseProbe } from '#testing';
import {
  dataOf,
  expectOk,
  goOnline,
  nextOffer,
  requestTrip,
  signUp,
  SqlPeek,
  startTestServer,
  tripOf,
  type Person,
  type TestServer,
} from '#api-harness';

const SETTINGS = { RIDER_GONE_SECONDS: '5', OFFER_ACK_SECONDS: '0', OFFER_SECONDS: '300' };

let server: TestServer;
let peek: SqlPeek;
const streams: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer(SETTINGS);
  peek = await SqlPeek.at(server);
});

beforeEach(() => peek.resetCity());

afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

async function read(who: Person, path?: string): Promise<SseProbe> {
  const stream = await who.stream(path);
  streams.push(stream);
  return stream;
}

interface Searcher {
  rider: Person;
  trip: Trip;
}

async function startSearch(): Promise<Searcher> {
  const rider = await signUp(server, 'rider');
  return { rider, trip: await requestTrip(rider) };
}

/** The trip as ops see it, so that the look is no sign of life of the rider. */
async function untilEnded(ops: Person, { trip }: Searcher): Promise<Trip> {
  return until('the search ends', async () => {
    const seen = await tripOf(ops, trip.id);
    return seen.endedAt ? seen : undefined;
  });
}

describe('a rider whose app is away during the search', () => {
  it('the request ends with its reason, for the rider, the driver who has the offer, and ops', async () => {
    const [ops, driver] = [await signUp(server, 'ops'), await signUp(server, 'driver')];
    const offers = await read(driver);
    await goOnline(driver);
    const rider = await signUp(server, 'rider');
    const stream = await rider.stream();
    const trip = await requestTrip(rider);
    const requested = await stream.next(({ event }) => event === 'trip.requested');
    const offer = await nextOffer(offers);
    await stream.close();

    // The driver is there all the time, so the offer is withdrawn because of the rider.
    const revoked = offers.next(({ event }) => event === 'offer.revoked');
    const heard = setInterval(() => void driver.post('/v1/drivers/me/locations', trip.pickup), 500);
    const frame = await revoked.finally(() => {
      clearInterval(heard);
    });
    expect(dataOf(frame).data).toMatchObject({ offerId: offer.id, reason: 'trip_cancelled' });

    const cancellation = { by: 'rider_gone', reason: "The rider's app was away." };
    expect(await untilEnded(ops, { rider, trip })).toMatchObject({
      status: 'cancelled',
      cancellation: { ...cancellation, fee: { amount: 0 } },
    });
    const back = await rider.stream(undefined, {
      headers: { 'last-event-id': requested.id ?? '' },
    });
    streams.push(back);
    const cancelled = await back.next(({ event }) => event === 'trip.cancelled');
    expect(dataOf(cancelled).data).toMatchObject({ ...cancellation, trip: { id: trip.id } });
    const history = await expectOk<{ events: { event: string }[] }>(
      rider.get(`/v1/trips/${trip.id}/events`),
    );
    expect(history.events.at(-1)).toMatchObject({ event: 'trip.cancelled' });
    // The rider may request again at once.
    expect((await requestTrip(rider)).status).toBe('matching');
  });

  it('the same is true of one who polled, or who read the stream of the trip', async () => {
    const ops = await signUp(server, 'ops');
    const [polling, reading] = [await startSearch(), await startSearch()];
    const json = { accept: 'application/json' };
    await expectOk(polling.rider.get('/v1/riders/me/stream?waitSeconds=0', undefined, json));
    const stream = await reading.rider.stream(`/v1/trips/${reading.trip.id}/stream`);
    await stream.next(({ event }) => event === 'trip.search');
    await stream.close();
    for (const searcher of [polling, reading]) {
      const { cancellation } = await untilEnded(ops, searcher);
      expect(cancellation).toMatchObject({ by: 'rider_gone' });
    }
  });
});

describe('while another rider is gone', () => {
  it('goes on searching for a rider with an open stream, one who asks, and one who never had a stream', async () => {
    const ops = await signUp(server, 'ops');
    const [open, asking, silent] = [await startSearch(), await startSearch(), await startSearch()];
    await read(open.rider, `/v1/trips/${open.trip.id}/stream`);
    await (await asking.rider.stream()).close();
    const asks = setInterval(() => void asking.rider.get(`/v1/trips/${asking.trip.id}`), 500);
    // This one comes last, so that the time of the others is over as well.
    const gone = await startSearch();
    await (await gone.rider.stream()).close();
    await untilEnded(ops, gone).finally(() => {
      clearInterval(asks);
    });
    for (const { trip } of [open, asking, silent])
      expect((await tripOf(ops, trip.id)).status).toBe('matching');
  });
});
