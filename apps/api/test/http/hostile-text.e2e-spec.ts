import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SseProbe } from '#testing';
import {
  api,
  dataOf,
  expectOk,
  requestTrip,
  signUp,
  startTestServer,
  type TestServer,
} from '#api-harness';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.drop());

const HOSTILE_TEXTS = [
  '\r',
  '\n',
  '\r\n\r\n',
  '\0',
  '\u2028',
  '\u2029',
  '\u0085',
  '\uFEFF',
  '\uD800',
  '\u202E',
  '<script>alert(1)</script>',
  '"}',
  '\\',
  "'; DROP TABLE trip;--",
  '${7*7}',
  '__proto__',
  'id: x-99',
  'event: error',
  'data: {}',
  ': comment',
  'retry: 1',
  '\n\nid: x-99\ndata: y\n\n',
];

const anyText = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 8 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''));

describe('hostile text from a user', () => {
  it('a hostile name or reason gets 422 or arrives unchanged in one valid frame', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (name, reason) => {
        const { status, body } = await api(server).post('/v1/sessions', { role: 'rider', name });
        expect([201, 422]).toContain(status);
        const named = status === 201 ? name : 'Ada';
        if (status === 201) expect(body.user.name).toBe(name.trim());
        await rideAndCancel(named, reason);
      }),
      { numRuns: 25 },
    );
  });

  it.each(HOSTILE_TEXTS)(
    'the hostile text %j within a reason gets 422 or arrives unchanged in one valid frame',
    async (text) => {
      await rideAndCancel('Ada', `before ${text} after`);
    },
  );

  it('the server answers 400 to a body that is not JSON, even with the text of a connection error', async () => {
    const anonymous = api(server);
    for (const body of [
      'ECONNRESET',
      '{',
      '"connection terminated"x',
      '{"name": "read ECONNREFUSED}',
    ]) {
      const answer = await anonymous.post('/v1/sessions', body);
      expect([body, answer.status]).toEqual([body, 400]);
    }
  });
});

/** Cancels a trip with the given reason; the strict reader of the probe checks every frame. */
async function rideAndCancel(name: string, reason: string): Promise<void> {
  const rider = await signUp(server, 'rider', name);
  const probe = await rider.stream();
  await probe.next(({ event }) => event === 'stream.snapshot');
  const trip = await requestTrip(rider);
  const { status, body } = await rider.post(`/v1/trips/${trip.id}/cancel`, { reason });
  expect([200, 422]).toContain(status);
  if (status === 422) {
    expect(JSON.stringify(body.errors)).toContain('reason');
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
  }
  const { data } = dataOf(await probe.next(({ event }) => event === 'trip.cancelled'));
  expect(data.reason).toBe(status === 422 ? 'Plans changed' : reason.trim());
  expect(data.trip.rider.name).toBe(name.trim());
  expectOnlyServerFrames(probe);
  await probe.close();
}

/** The frames about the search for a driver come by time, so their number differs. */
function expectOnlyServerFrames(probe: SseProbe): void {
  const frames = probe.frames.filter(({ event }) => event !== 'trip.search');
  const ids = frames.flatMap(({ id }) => id ?? []);
  expect(ids.map((id) => id.split('-')[1])).toEqual(['0', '0', '1', '2']);
  expect(new Set(ids.map((id) => id.split('-')[0])).size).toBe(1);
  expect(frames.flatMap(({ event }) => event ?? [])).toEqual([
    'stream.opened',
    'stream.snapshot',
    'trip.requested',
    'trip.cancelled',
  ]);
  expect(probe.violations).toEqual([]);
}
