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
});
