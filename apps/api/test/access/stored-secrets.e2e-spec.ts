import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import {
  api,
  dropoff,
  expectOk,
  newKey,
  pickup,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';
import type { Trip } from '#contracts';
import { expectProblem } from '../http/problem-check.js';

let server: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  server = await startTestServer();
  peek = await SqlPeek.at(server);
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

const someone = { role: 'rider', name: 'Ada' };
const openSession = (key: string, body: unknown = someone) =>
  api(server).post('/v1/sessions', body, { 'idempotency-key': key });

describe('the table of idempotent answers', () => {
  it('contains no token, no share link, no PIN, no plain hash of one, and no key', async () => {
    const keys = Array.from({ length: 5 }, () => randomUUID());
    const header = (index: number) => ({ 'idempotency-key': keys[index]! });
    const session = await expectOk<{ token: string }>(openSession(keys[0]!));
    const rider = api(server, session.token);
    const trip = await expectOk<Trip>(rider.post('/v1/trips', { pickup, dropoff }, header(1)));
    const share = () => rider.post(`/v1/trips/${trip.id}/share`, {}, header(2));
    const link = await expectOk<{ token: string; url: string }>(share());
    expect((await share()).body).toEqual(link);

    const driver = await signUp(server, 'driver');
    const offer = await peek.broadcastOffer(trip.id, driver.id);
    await expectOk(driver.post(`/v1/offers/${offer}/accept`, undefined, newKey()));
    await expectOk(driver.post(`/v1/trips/${trip.id}/arrive`, undefined, newKey()));
    const start = { pin: trip.pin! };
    await expectOk(driver.post(`/v1/trips/${trip.id}/start`, start, header(3)));

    const rows = await peek.rows<Record<string, unknown>>('SELECT * FROM idempotent_answer');
    expect(rows.length).toBeGreaterThanOrEqual(6);
    // A timestamp or an id may contain four digits by chance, and neither depends on a PIN.
    const stored = rows.map((row) =>
      [row['user_id'], row['method'], row['key'], row['body_hash'], row['answer']].join('\n'),
    );
    const hashed = createHash('sha256').update(JSON.stringify(start)).digest('base64');
    const secrets = [session.token, link.token, link.url, hashed, `"${trip.pin!}"`, ...keys];
    for (const secret of secrets) expect(stored.join('\n')).not.toContain(secret);
    for (const row of rows) expect(String(row['answer'])).toMatch(/^[\w-]+$/);
  });

  it('still answers a retry of a command whose answer an earlier release stored', async () => {
    const person = await signUp(server, 'rider');
    const key = newKey();
    const body = { pickup, dropoff };
    const text = JSON.stringify({
      dropoff: { lat: dropoff.lat, lng: dropoff.lng },
      pickup: { lat: pickup.lat, lng: pickup.lng },
    });
    await peek.rows(
      `INSERT INTO idempotent_answer (user_id, method, path, key, body_hash, answer)
       VALUES ($1, 'POST', '/v1/trips', $2, $3, '{"id":"stored before"}')`,
      [person.id, key['idempotency-key'], createHash('sha256').update(text).digest('base64')],
    );
    const retry = await person.post('/v1/trips', body, key);
    expect(retry.body).toEqual({ id: 'stored before' });
    expect(retry.headers.get('idempotent-replayed')).toBe('true');
    const other = await person.post('/v1/trips', { pickup, dropoff: pickup }, key);
    expectProblem(other, 422, 'IDEMPOTENCY_KEY_REUSED');
  });
});

describe('a key of a caller without a token', () => {
  it('returns the same session when the key is a secret, such as a UUID', async () => {
    const key = randomUUID();
    const first = await openSession(key);
    const again = await openSession(key);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expectProblem(
      await openSession(key, { ...someone, name: 'Eve' }),
      422,
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  it.each(['1', 'retry-1', 'a'.repeat(64), '00000000-0000-0000-0000-000000000000'])(
    'gives another person at the same address another session when the key is %j',
    async (key) => {
      const [one, other] = [await openSession(key), await openSession(key)];
      expect([one.status, other.status]).toEqual([201, 201]);
      expect(other.body.token).not.toBe(one.body.token);
      expect(other.body.user.id).not.toBe(one.body.user.id);
      expect(other.headers.has('idempotent-replayed')).toBe(false);
    },
  );
});
