import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from '../connect/connect.js';
import type { RiderState } from '../state/rider-state.js';
import { initialRider, reduceRider } from '../state/rider-state.js';
import { TripstreamApi } from '../tripstream-api.js';
import { until } from '../../test/until.js';
import { createFakeTripstream, type FakeTripstream } from './index.js';

const pickup = { lat: 40.7549, lng: -73.984 };
const dropoff = { lat: 40.7585, lng: -73.981 };

let fake: FakeTripstream;
beforeEach(() => {
  fake = createFakeTripstream();
});
afterEach(() => fake.close());

function riderApp() {
  const { token, user } = fake.signIn('rider');
  const { baseUrl, fetch } = fake;
  const app = { state: initialRider, statuses: [] as string[], cursors: [] as string[], user };
  const api = new TripstreamApi({ baseUrl, fetch, token });
  const stream = connect({
    baseUrl,
    fetch,
    token,
    stream: 'rider',
    onSnapshot: (data, metadata) => {
      app.state = reduceRider(app.state, { type: 'stream.snapshot', data, mode: metadata.mode });
      app.cursors.push(metadata.reason ?? metadata.mode);
    },
    onEvent: (event, { cursor }) => {
      app.state = reduceRider(app.state, event);
      app.cursors.push(cursor);
    },
    onEphemeral: (message) => (app.state = reduceRider(app.state, message)),
    onState: ({ status }) => app.statuses.push(status),
  });
  return { app, api, stream, token };
}

const statusOf = ({ trip }: RiderState) => trip?.status;

describe('createFakeTripstream', () => {
  it('takes a rider’s app through a whole ride', async () => {
    const driver = fake.addDriver();
    const { app, api, stream } = riderApp();
    await until('the state is there', () => app.state.isKnown);
    const trip = await api.requestTrip({ pickup, dropoff });
    expect(driver.offer).toMatchObject({ tripId: trip.id });
    driver.accept();
    driver.moveTo(dropoff);
    await until('the state is there', () => app.state.driverLocation !== null);
    driver.arrive();
    driver.start();
    driver.complete();
    await until('the state is there', () => statusOf(app.state) === 'completed');
    expect(app.state.trip).toMatchObject({ driver: { name: 'Grace' }, version: 5 });
    stream.close();
  });

  it.each(['drain', 'max_age'] as const)(
    'a stream that was ended with %s resumes, and misses no event',
    async (reason) => {
      const { app, api, stream } = riderApp();
      await until('the state is there', () => app.state.isKnown);
      await api.requestTrip({ pickup, dropoff });
      await until('the trip is there', () => statusOf(app.state) === 'matching');
      fake.disconnect({ userId: app.user.id, reason });
      fake.addDriver({ answers: 'accept' });
      await until('the driver is there', () => statusOf(app.state) === 'driver_assigned');
      const seqs = app.cursors.slice(1).map((cursor) => cursor.split('-')[1]);
      expect({ first: app.cursors[0], seqs }).toEqual({ first: 'fresh', seqs: ['1', '2'] });
      const streams = fake.requests.filter(({ path }) => path === '/v1/riders/me/stream');
      expect(streams.length).toBeGreaterThan(1);
      stream.close();
    },
  );

  it('a stream that was ended with end stays closed', async () => {
    const { app } = riderApp();
    await until('the state is there', () => app.state.isKnown);
    fake.disconnect({ reason: 'end' });
    await until('the stream has ended', () => app.statuses.at(-1) === 'closed');
    expect(fake.openStreams).toBe(0);
  });

  it('a history that was trimmed gives a client that missed events a reset and a snapshot', async () => {
    const { app, api, stream } = riderApp();
    await until('the state is there', () => app.state.isKnown);
    await api.requestTrip({ pickup, dropoff });
    await until('the trip is there', () => statusOf(app.state) === 'matching');
    fake.setOnline(false);
    fake.addDriver({ answers: 'accept' });
    await until('the driver has the trip', () => fake.trip(app.state.trip?.id ?? '').driver);
    fake.resetHistory('trimmed');
    fake.setOnline(true);
    stream.wake();
    await until('the app is up to date', () => statusOf(app.state) === 'driver_assigned');
    expect(app.cursors.at(-1)).toBe('history_trimmed');
    stream.close();
  });

  it('listens on a port, and closes its streams and the port', async () => {
    const { url } = await fake.listen();
    const { token } = fake.signIn('rider');
    const abroad = new TripstreamApi({ baseUrl: url, token, maxAttempts: 1 });
    await expect(abroad.requestTrip({ pickup, dropoff })).resolves.toMatchObject({
      status: 'matching',
    });
    const stream = connect({ baseUrl: url, stream: 'rider', token });
    await until('the stream is live', () => stream.state.status === 'live');
    stream.close();
    await fake.close();
    await expect(abroad.trips()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  });

  it('asks a driver who missed an offer again after a pause, three times in all', async () => {
    const still = createFakeTripstream({ clock: 'manual' });
    const { baseUrl, fetch } = still;
    const token = still.signIn('rider').token;
    const api = new TripstreamApi({ baseUrl, fetch, token });
    const driver = still.addDriver();
    const searches: { retryAt: string | null; driversAsked: number; tripId: string }[] = [];
    const stream = connect({
      baseUrl,
      fetch,
      stream: 'rider',
      token,
      onEphemeral: (message) => {
        if (message.type === 'trip.search') searches.push(message.data);
      },
    });
    await until('the stream is live', () => stream.state.status === 'live');
    const { id } = await api.requestTrip({ pickup, dropoff });
    for (const round of [1, 2, 3]) {
      expect(driver.offer).not.toBeNull();
      still.advance(15_000);
      expect(driver.offer).toBeNull();
      const retryAt = round < 3 ? new Date(still.now.getTime() + 30_000).toISOString() : null;
      await until('the search says when', () => searches.at(-1)?.retryAt === retryAt);
      still.advance(29_999);
      expect(driver.offer).toBeNull();
      still.advance(1);
    }
    expect(driver.offer).toBeNull();
    expect(searches.at(-1)).toMatchObject({ tripId: id, driversAsked: 1 });
    stream.close();
    await still.close();
  });

  it('suggests to a driver to go where riders are expected, until the expiry or an offer', async () => {
    const manual = createFakeTripstream({ clock: 'manual' });
    try {
      const driver = manual.addDriver();
      const target = { lat: 40.76, lng: -73.97 };
      const suggested = driver.suggestReposition({ target, targetName: 'Penn Plaza' });
      expect(driver.reposition).toEqual(suggested);
      manual.advance(31_000);
      expect(driver.reposition).toBeNull();
      driver.suggestReposition({ target });
      manual.addRider().requestTrip();
      expect(driver.reposition).toBeNull();
      expect(() => driver.suggestReposition({ target })).toThrow('DRIVER_BUSY');
    } finally {
      await manual.close();
    }
  });

  it('a manual clock stands still until the test moves it', async () => {
    const still = createFakeTripstream({ clock: 'manual' });
    const { baseUrl, fetch } = still;
    const api = new TripstreamApi({ baseUrl, fetch, token: still.signIn('rider').token });
    const before = still.now;
    const driver = still.addDriver();
    const { id } = await api.requestTrip({ pickup, dropoff });
    await until('real time has passed', () => Date.now() > before.getTime() + 20);
    expect(still.now).toEqual(before);
    still.advance(15_000);
    expect(driver.offer).toBeNull();
    expect(still.trip(id).status).toBe('matching');
    still.advance(285_000);
    expect(still.trip(id).status).toBe('no_drivers_available');
    expect(still.now.getTime() - before.getTime()).toBe(300_000);
    await still.close();
  });
});
