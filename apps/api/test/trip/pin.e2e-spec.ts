import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  expectOk,
  newKey,
  rideTo,
  type Ride,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
  tripOf,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

let server: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  server = await startTestServer();
  peek = await SqlPeek.at(server);
});

afterEach(() => peek.resetCity());

afterAll(async () => {
  await peek.close();
  await server.drop();
});

const BURSTS = 4;
const GUESSES = 24;

const pathOf = ({ trip }: Ride, command: string) => `/v1/trips/${trip.id}/${command}`;
const otherPin = (pin: string | undefined) => (pin === '0000' ? '1111' : '0000');
const attempts = ({ trip }: Ride) =>
  peek.value<number>('SELECT pin_attempts FROM trip WHERE id = $1', [trip.id]);

const guess = (ride: Ride, pin: string, headers = newKey()) =>
  ride.driver.post(pathOf(ride, 'start'), { pin }, headers);

/** A ride whose driver is on the way, without the wait for the engine. */
async function assignedRide(): Promise<Ride> {
  const ride = await rideTo(server, 'matching');
  const driver = await signUp(server, 'driver');
  await acceptBy(driver, ride);
  return { ...ride, driver };
}

async function acceptBy(driver: Ride['driver'], { trip }: Pick<Ride, 'trip'>): Promise<void> {
  const offer = await peek.broadcastOffer(trip.id, driver.id);
  await expectOk(driver.post(`/v1/offers/${offer}/accept`));
}

describe('a guess of the PIN', () => {
  it('counts each wrong PIN of a burst that races the arrival', async () => {
    for (let burst = 0; burst < BURSTS; burst++) {
      const ride = await assignedRide();
      const wrong = otherPin(ride.trip.pin);
      const guesses = Array.from({ length: GUESSES }, () => guess(ride, wrong));
      const arrival = ride.driver.post(pathOf(ride, 'arrive'));
      const late = Array.from({ length: GUESSES }, () => guess(ride, wrong));
      const answers = await Promise.all([...guesses, ...late]);
      await expectOk(arrival);
      const codes = answers.map(({ body }) => body.code as string);
      const incorrect = codes.filter((code) => code === 'PIN_INCORRECT');
      expect(incorrect.length).toBeLessThanOrEqual(5);
      expect(await attempts(ride)).toBe(incorrect.length);
      await peek.resetCity();
    }
  });

  it('costs no second attempt when it is sent again with its key', async () => {
    const ride = await assignedRide();
    await expectOk(ride.driver.post(pathOf(ride, 'arrive')));
    const key = newKey();
    const wrong = otherPin(ride.trip.pin);
    for (let time = 0; time < 3; time++) {
      const answer = await guess(ride, wrong, key);
      expectProblem(answer, 422, 'PIN_INCORRECT');
      expect(answer.body.attemptsLeft).toBe(4);
    }
    expect(await attempts(ride)).toBe(1);
    expectProblem(await guess(ride, ride.trip.pin!, key), 422, 'IDEMPOTENCY_KEY_REUSED');
  });
});

describe('the PIN after a redispatch', () => {
  it('a redispatch makes a new PIN, which the rider sees and the former driver does not know', async () => {
    const ride = await assignedRide();
    const before = ride.trip.pin!;
    await expectOk(ride.driver.post(pathOf(ride, 'cancel'), { reason: 'Flat tyre' }));
    const after = await tripOf(ride.rider, ride.trip.id);
    expect(after.pin).toMatch(/^\d{4}$/);
    expect(after.pin).not.toBe(before);

    const next = { ...ride, driver: await signUp(server, 'driver') };
    await acceptBy(next.driver, next);
    await expectOk(next.driver.post(pathOf(next, 'arrive')));
    expectProblem(await guess(next, before), 422, 'PIN_INCORRECT');
    expect((await guess(next, after.pin!)).status).toBe(200);
  });
});
