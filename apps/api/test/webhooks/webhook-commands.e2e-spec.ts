import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { WebhookAttempts, WebhookSecret, WebhookTest } from '#contracts';
import {
  countSignatures,
  expectOk,
  newKey,
  requestTrip,
  signUp,
  SqlPeek,
  type Person,
  type WebhookReceiver,
} from '#api-harness';
import { until } from '#testing';
import { expectProblem } from '../http/problem-check.js';
import { WebhookScene } from './webhook-scene.js';

let scene: WebhookScene;
/** Its server delivers to the public internet only. */
let strict: WebhookScene;
let peek: SqlPeek;

beforeAll(async () => {
  scene = await WebhookScene.start();
  strict = await WebhookScene.start({ WEBHOOK_ALLOWED_NETWORKS: '' });
  peek = await SqlPeek.at(scene.server);
});

afterEach(async () => {
  await scene.clear();
  await peek.resetCity();
});

afterAll(async () => {
  await peek.close();
  await strict.close();
  await scene.close();
});

const TRIPS = ['trip.requested', 'trip.cancelled'];

/** A trip that its rider cancels at once: two events. */
async function cancelledTrip(): Promise<void> {
  const rider = await signUp(scene.server, 'rider');
  const { id } = await requestTrip(rider);
  await expectOk(rider.post(`/v1/trips/${id}/cancel`, { reason: 'Plans changed' }));
}

const idsOf = (receiver: WebhookReceiver) => receiver.received.map(({ id }) => id);

describe('POST /v1/ops/webhooks', () => {
  const hook = { url: 'http://127.0.0.1:4999/hook', events: ['*'] };

  it('answers with the secret, which no other answer and no column has', async () => {
    const created = await scene.register(hook);
    expect(created.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const found = await scene.find(created.id);
    expect(found).not.toHaveProperty('secret');
    expect(found).toMatchObject({ ...hook, state: 'active', pendingEvents: 0 });
    const [stored] = await peek.rows(`SELECT e::text AS line FROM webhook_endpoint e`);
    expect(JSON.stringify(stored)).not.toContain(created.secret.slice(6));
  });

  it('answers a retry with the same key as the first time, and registers once', async () => {
    const key = newKey();
    const [first, again] = [
      await scene.ops.post('/v1/ops/webhooks', hook, key),
      await scene.ops.post('/v1/ops/webhooks', hook, key),
    ];
    expect(again.body).toEqual(first.body);
    expect((await scene.ops.get('/v1/ops/webhooks')).body.endpoints).toHaveLength(1);
  });

  it.each([
    ['no types', { ...hook, events: [] }, 'events'],
    ['an unknown type', { ...hook, events: ['trip.teleported'] }, 'events'],
    ['no address', { events: ['*'] }, 'url'],
    ['an address that is no URL', { ...hook, url: 'partner.example' }, 'url'],
    ['another scheme', { ...hook, url: 'ftp://partner.example/' }, 'url'],
    ['a password', { ...hook, url: 'https://user:pass@partner.example/' }, 'url'],
    ['a fragment', { ...hook, url: 'https://partner.example/#a' }, 'url'],
    ['a port of another service', { ...hook, url: 'https://partner.example:25/' }, 'url'],
    ['an unknown field', { ...hook, colour: 'red' }, 'colour'],
    ['a cursor of nothing', { ...hook, startAt: { cursor: 'x' } }, 'cursor'],
    ['a future cursor', { ...hook, startAt: { cursor: 'a~9:9:~2026-01-01' } }, 'cursor'],
    [
      'an unknown event',
      { ...hook, startAt: { eventId: '0190b9c4-0000-7000-8000-000000000000' } },
      'eventId',
    ],
  ])('refuses %s and names the field', async (_, body, field) => {
    const answer = await scene.ops.post('/v1/ops/webhooks', body);
    expectProblem(answer, 422, 'VALIDATION_FAILED');
    expect(JSON.stringify(answer.body.errors)).toContain(field);
  });

  it.each([
    'http://partner.example/',
    'https://10.0.0.7/',
    'https://169.254.169.254/latest/meta-data',
    'https://192.168.0.1/',
    'https://100.64.0.1/',
    'https://0x7f.1:8443/',
    'https://2130706433:8443/',
    'https://[::1]:8443/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://localhost:8443/',
    'https://localhost.:8443/',
    'https://api.localhost:8443/',
  ])('refuses %s, unless its network is allowed', async (url) => {
    const answer = await strict.ops.post('/v1/ops/webhooks', { url, events: ['*'] });
    expectProblem(answer, 422, 'VALIDATION_FAILED');
  });

  it('the route is for ops alone, and so is every other one', async () => {
    const { id } = await scene.register(hook);
    const others: Person[] = [
      await signUp(scene.server, 'rider'),
      await signUp(scene.server, 'driver'),
    ];
    for (const other of others) {
      const answers = [
        await other.post('/v1/ops/webhooks', hook),
        await other.get('/v1/ops/webhooks'),
        await other.get(`/v1/ops/webhooks/${id}`),
        await other.patch(`/v1/ops/webhooks/${id}`, { description: 'x' }),
        await other.delete(`/v1/ops/webhooks/${id}`),
        await other.get(`/v1/ops/webhooks/${id}/deliveries`),
        await other.post(`/v1/ops/webhooks/${id}/rotate-secret`),
        await other.post(`/v1/ops/webhooks/${id}/test`),
      ];
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(403));
    }
  });

  it('refuses the hundred and first endpoint', async () => {
    for (let count = 0; count < 100; count++) await scene.register(hook);
    expectProblem(await scene.ops.post('/v1/ops/webhooks', hook), 409, 'WEBHOOK_LIMIT_REACHED');
  });
});

describe('the commands about an endpoint', () => {
  it.each(['pause', 'resume', 'replay', 'rotate-secret', 'test'])(
    'POST %s answers 404 for an endpoint that does not exist',
    async (action) => {
      const body = action === 'replay' ? { time: new Date().toISOString() } : undefined;
      for (const id of ['0190b9c4-0000-7000-8000-000000000000', 'no-uuid']) {
        expectProblem(
          await scene.ops.post(`/v1/ops/webhooks/${id}/${action}`, body),
          404,
          'NOT_FOUND',
        );
      }
    },
  );

  it('a paused endpoint gets nothing, and after a resume everything, once and in order', async () => {
    const receiver = await scene.receiver();
    const { id } = await scene.register(receiver, { events: TRIPS });
    await cancelledTrip();
    await receiver.accepts(2);
    expect(await scene.act(id, 'pause')).toMatchObject({
      state: 'paused',
      pauseReason: 'operator',
    });
    for (let count = 0; count < 3; count++) await cancelledTrip();
    expect(receiver.received).toHaveLength(2);
    expect(await scene.act(id, 'resume')).toMatchObject({ state: 'active', pauseReason: null });
    await receiver.accepts(8);
    await scene.drains(id);
    expect(new Set(idsOf(receiver)).size).toBe(receiver.received.length);
  });

  it('a replay delivers the same events again with the same ids: from a time, an event and a cursor', async () => {
    const receiver = await scene.receiver();
    const { id, cursor } = await scene.register(receiver, { events: TRIPS });
    await cancelledTrip();
    await cancelledTrip();
    const messages = await receiver.accepts(4);
    const first = messages
      .sort((a, b) => a.body.timestamp.localeCompare(b.body.timestamp))
      .map((message) => message.id);
    const [{ body }] = messages as [WebhookReceiver['received'][number]];
    await scene.drains(id);
    for (const start of [{ cursor }, { eventId: first[0] }, { time: body.timestamp }]) {
      receiver.received.length = 0;
      await scene.act(id, 'replay', start);
      await receiver.accepts(4);
      // Events of different trips may overtake each other.
      expect([start, idsOf(receiver).sort()]).toEqual([start, [...first].sort()]);
      await scene.drains(id);
    }
    receiver.received.length = 0;
    await scene.act(id, 'replay', { eventId: first[2] });
    await receiver.accepts(2);
    expect(idsOf(receiver)).toEqual(first.slice(2));
  });

  it('an endpoint can begin in the past', async () => {
    const before = new Date().toISOString();
    await cancelledTrip();
    const receiver = await scene.receiver();
    await scene.register(receiver, { events: TRIPS, startAt: { time: before } });
    expect((await receiver.accepts(2)).map(({ body }) => body.type)).toEqual(TRIPS);
  });

  it('after a rotation both secrets sign, and later the new one alone', async () => {
    const receiver = await scene.receiver();
    const { id, secret: former } = await scene.register(receiver, { events: TRIPS });
    const { secret } = await scene.act<WebhookSecret>(id, 'rotate-secret');
    await cancelledTrip();
    for (const message of await receiver.accepts(2)) {
      expect(message.signature.split(' ')).toHaveLength(2);
      expect(countSignatures(message, secret)).toBe(1);
      expect(countSignatures(message, former)).toBe(1);
    }
    await peek.rows('UPDATE webhook_endpoint SET previous_secret_until = now()');
    const { previousSecretUntil } = await scene.find(id);
    expect(previousSecretUntil).toBeNull();
    const test = await scene.act<WebhookTest>(id, 'test');
    const last = receiver.received.find((message) => message.id === test.webhookId)!;
    expect([countSignatures(last, secret), countSignatures(last, former)]).toEqual([1, 0]);
  });

  it('a test posts one signed message, also to a paused endpoint, and tells the answer', async () => {
    const receiver = await scene.receiver(() => 418);
    const { id, secret } = await scene.register(receiver);
    await scene.act(id, 'pause');
    const test = await scene.act<WebhookTest>(id, 'test');
    expect(test).toMatchObject({ delivered: false, status: 418, error: 'refused' });
    const [message] = receiver.received;
    expect(message!.body).toMatchObject({ type: 'webhook.test', data: { endpointId: id } });
    expect(countSignatures(message!, secret)).toBe(1);
    const [line] = await scene.log(id);
    expect(line).toMatchObject({ eventType: 'webhook.test', status: 418, outcome: 'failed' });
  });

  it('a deleted endpoint gets nothing more, and its log is gone', async () => {
    const receiver = await scene.receiver();
    const { id } = await scene.register(receiver, { events: TRIPS });
    await cancelledTrip();
    await receiver.accepts(2);
    await expectOk(scene.ops.delete(`/v1/ops/webhooks/${id}`));
    await cancelledTrip();
    expectProblem(await scene.ops.get(`/v1/ops/webhooks/${id}/deliveries`), 404, 'NOT_FOUND');
    await until('its rows are gone', async () => {
      const rows = await peek.rows(
        'SELECT 1 FROM webhook_attempt UNION ALL SELECT 1 FROM webhook_delivery',
      );
      return rows.length === 0;
    });
    expect(receiver.received).toHaveLength(2);
  });

  it('the log is paged, newest first', async () => {
    const receiver = await scene.receiver();
    const { id } = await scene.register(receiver, { events: TRIPS });
    for (let count = 0; count < 3; count++) await cancelledTrip();
    await receiver.accepts(6);
    await scene.drains(id);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const path = `/v1/ops/webhooks/${id}/deliveries?limit=2${cursor && `&cursor=${cursor}`}`;
      const page = (await scene.ops.get<WebhookAttempts>(path)).body;
      seen.push(...page.attempts.map((attempt) => attempt.id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(6);
    expect(seen).toEqual([...seen].sort().reverse());
  });
});
