import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  pickup,
  requestTrip,
  signUp,
  SqlPeek,
  startTestServer,
  tripOf,
  type TestServer,
} from '#api-harness';

const program = fileURLToPath(new URL('../../../../examples/play-driver.js', import.meta.url));
const run = promisify(execFile);

let server: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  // The program considers an offer for longer than this, so it must acknowledge the offer.
  server = await startTestServer({ OFFER_ACK_SECONDS: '1' });
  peek = await SqlPeek.at(server);
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

it('the example of a driver takes an offer, completes the ride and goes off duty', async () => {
  const rider = await signUp(server, 'rider');
  const { id, pin = '' } = await requestTrip(rider);
  const at = `${pickup.lat},${pickup.lng}`;
  const options = ['--url', server.url, '--at', at, '--pin', pin, '--pace', '0.5'];
  const { stdout } = await run(process.execPath, [program, ...options]);
  expect(stdout).toMatch(/The ride is completed: \d+\.\d\d USD\./);
  expect(stdout).not.toMatch(/Refused|Gave up|The offer is over/);
  const { status, driver } = await tripOf(rider, id);
  expect([status, driver?.name]).toEqual(['completed', 'Grace']);
  const query = 'SELECT availability FROM driver WHERE id = $1';
  expect(await peek.value(query, [driver?.id])).toBe('offline');
});
