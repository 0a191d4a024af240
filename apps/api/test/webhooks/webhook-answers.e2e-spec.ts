import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { WebhookTest } from '#contracts';
import { expectOk, requestTrip, signUp, SqlPeek } from '#api-harness';
import { until } from '#testing';
import { makeCertificate } from '../http/http2-client.js';
import { WebhookScene } from './webhook-scene.js';

let scene: WebhookScene;
let peek: SqlPeek;

beforeAll(async () => {
  scene = await WebhookScene.start();
  peek = await SqlPeek.at(scene.server);
});

afterEach(async () => {
  await scene.clear();
  await peek.resetCity();
});

afterAll(async () => {
  await peek.close();
  await scene.close();
});

const events = ['trip.requested'];

const requestOne = async () => requestTrip(await signUp(scene.server, 'rider'));

describe('an answer of an endpoint', () => {
  it('Retry-After leaves the whole endpoint alone for that time', async () => {
    const arrivals: number[] = [];
    const busy = { status: 503, headers: { 'retry-after': '1' } };
    const receiver = await scene.receiver(() =>
      arrivals.push(performance.now()) > 1 ? 204 : busy,
    );
    const { id } = await scene.register(receiver, { events });
    await requestOne();
    await until('the first attempt', () => arrivals.length > 0);
    await requestOne();
    await receiver.accepts(2);
    await scene.drains(id);
    const [first = 0, second = 0] = arrivals;
    expect(second - first).toBeGreaterThanOrEqual(1_000);
    const [failed] = await scene.log(id, '&outcome=failed');
    const waits = Date.parse(failed!.nextAttemptAt!) - Date.parse(failed!.at);
    expect(waits).toBeGreaterThanOrEqual(1_000);
  });

  it('an answer that changes the protocol is a failure, and the delivery goes on', async () => {
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n';
    const receiver = await scene.receiver(() =>
      receiver.received.length > 1 ? 204 : (response) => response.socket?.end(upgrade),
    );
    const { id } = await scene.register(receiver, { events });
    await requestOne();
    await until('the third attempt', () => receiver.received.length >= 3);
    await scene.drains(id);
    const attempts = (await scene.log(id)).map(({ status, error }) => [status, error]);
    expect(attempts.at(-1)).toEqual([101, 'refused']);
    expect(attempts[0]).toEqual([204, null]);
  });

  it('an endpoint whose certificate no authority has signed gets nothing', async () => {
    const { cert, key, remove } = await makeCertificate();
    let requests = 0;
    const server = createTlsServer({ cert, key }, (_, response) => {
      requests++;
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const { id } = await scene.register({ url: `https://127.0.0.1:${port}/` }, { events });
      const test = await scene.act<WebhookTest>(id, 'test');
      expect(test).toMatchObject({ delivered: false, status: null, error: 'tls_failed' });
      expect(requests).toBe(0);
    } finally {
      server.close();
      await remove();
    }
  });
});

describe('trimmed history', () => {
  it('an endpoint that was paused for longer than history is kept has a line about it in its log', async () => {
    const receiver = await scene.receiver();
    const { id } = await scene.register(receiver, { events });
    await scene.act(id, 'pause');
    // A worker that has not heard of the pause yet loses its lease, and can't move the position.
    await peek.rows(`UPDATE webhook_endpoint SET position_at = now() - interval '9 days',
      owner = NULL, fence = fence + 1`);
    await scene.act(id, 'resume');
    await until('the loss is marked', async () => (await scene.find(id)).historyLostAt !== null);
    const lost = await scene.log(id, '&outcome=history_lost');
    expect(lost).toEqual([expect.objectContaining({ eventId: null, error: 'history_trimmed' })]);
    await requestOne();
    await receiver.accepts(1);
  });

  it('each event that waited has a line in the log, and later events follow', async () => {
    const receiver = await scene.receiver();
    const { id } = await scene.register(receiver, { events });
    await scene.act(id, 'pause');
    const lostId = '0190b9c4-0000-7000-8000-00000000000a';
    await peek.rows(`
      WITH taken AS (
        UPDATE webhook_endpoint SET next_number = next_number + 1, owner = NULL, fence = fence + 1
        RETURNING id, next_number - 1 AS n)
      INSERT INTO webhook_delivery (endpoint_id, number, event_id, day, type, subject, event_at)
      SELECT id, n, '${lostId}', current_date - 9, 'trip.requested', 'trip/lost', now() FROM taken`);
    expect(await scene.find(id)).toMatchObject({ pendingEvents: 1 });
    await scene.act(id, 'resume');
    await scene.drains(id);
    const [line] = await scene.log(id);
    expect(line).toMatchObject({ eventId: lostId, outcome: 'history_lost', status: null });
    await requestOne();
    await receiver.accepts(1);
    expect(await expectOk(scene.ops.get(`/v1/ops/webhooks/${id}`))).toMatchObject({
      state: 'active',
    });
  });
});
