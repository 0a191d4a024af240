import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { webhookEventSchemas, type EventType } from '#contracts';
import { countSignatures, expectOk, requestTrip, rideTo, signUp, SqlPeek } from '#api-harness';
import { until } from '#testing';
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

const RIDE = [
  'trip.requested',
  'trip.driver_assigned',
  'trip.driver_arrived',
  'trip.started',
  'trip.completed',
];

/** A trip that its rider cancels at once: two events. */
async function cancelledTrip(): Promise<string> {
  const rider = await signUp(scene.server, 'rider');
  const { id } = await requestTrip(rider);
  await expectOk(rider.post(`/v1/trips/${id}/cancel`, { reason: 'Plans changed' }));
  return id;
}

const TRIPS = ['trip.requested', 'trip.cancelled'];

describe('a registered endpoint', () => {
  it('gets every step of a ride, signed and in order', async () => {
    const receiver = await scene.receiver();
    const { secret } = await scene.register(receiver, { events: RIDE });
    const { trip } = await rideTo(scene.server, 'completed');
    const messages = await receiver.accepts(RIDE.length);
    expect(messages.map(({ body }) => body.type)).toEqual(RIDE);
    for (const message of messages) {
      expect(countSignatures(message, secret)).toBe(1);
      expect(message.body.subject).toBe(`trip/${trip.id}`);
      expect(message.headers['content-type']).toBe('application/json');
      expect(Math.abs(message.timestamp - Date.now() / 1000)).toBeLessThan(300);
    }
    expect(JSON.stringify(messages)).not.toContain(trip.pin);
  });

  it('every event has the form of its schema, without ratings, operators and what a person typed', async () => {
    const receiver = await scene.receiver();
    const { id } = await scene.register(receiver);
    const { trip } = await rideTo(scene.server, 'driver_assigned');
    const reason = 'Ingrid typed this';
    await expectOk(scene.ops.post(`/v1/ops/trips/${trip.id}/cancel`, { reason }));
    await until('the cancel', () =>
      receiver.accepted.some(({ body }) => body.type === 'trip.cancelled'),
    );
    await scene.drains(id);
    for (const { body } of receiver.accepted) {
      webhookEventSchemas[body.type as EventType].parse(body);
    }
    const sent = JSON.stringify(receiver.accepted.map(({ body }) => body));
    for (const hidden of ['rating', 'operator', 'Olga', reason]) expect(sent).not.toContain(hidden);
  });

  it('gets only the types that it has subscribed to, from its registration on', async () => {
    await cancelledTrip();
    const receiver = await scene.receiver();
    const { id } = await scene.register(receiver, { events: ['trip.cancelled'] });
    const tripId = await cancelledTrip();
    await receiver.accepts(1);
    await scene.drains(id);
    expect(receiver.received.map(({ body }) => [body.type, body.subject])).toEqual([
      ['trip.cancelled', `trip/${tripId}`],
    ]);
  });

  it('a changed subscription and a changed address apply to the events that follow', async () => {
    const [first, second] = await Promise.all([scene.receiver(), scene.receiver()]);
    const { id } = await scene.register(first, { events: ['trip.cancelled'] });
    const change = { url: second.url, events: ['trip.requested'], description: 'Moved' };
    const changed = await expectOk(scene.ops.patch(`/v1/ops/webhooks/${id}`, change));
    expect(changed).toMatchObject(change);
    await cancelledTrip();
    await second.accepts(1);
    expect(second.received.map(({ body }) => body.type)).toEqual(['trip.requested']);
    expect(first.received).toEqual([]);
  });
});

describe('an endpoint that fails', () => {
  it('later events of a trip wait for the failed one, and other trips go on', async () => {
    let stuck = '';
    const receiver = await scene.receiver(({ body }) => {
      if (body.type === 'trip.requested') stuck ||= body.subject;
      const isRefused = body.subject === stuck && receiver.accepted.length < 4;
      return isRefused ? 500 : 204;
    });
    const { id } = await scene.register(receiver, { events: TRIPS });
    // All trips wait together, or a busy machine might make the others after the seventh attempt.
    await scene.act(id, 'pause');
    const tripIds: string[] = [];
    for (let count = 0; count < 3; count++) tripIds.push(await cancelledTrip());
    await scene.act(id, 'resume');
    await receiver.accepts(6);
    const types = (subject: string) =>
      receiver.accepted.flatMap(({ body }) => (body.subject === subject ? [body.type] : []));
    for (const tripId of tripIds) expect(types(`trip/${tripId}`)).toEqual(TRIPS);
    expect(receiver.accepted.slice(0, 4).map(({ body }) => body.subject)).not.toContain(stuck);
    const attempts = (await scene.log(id)).filter(({ outcome }) => outcome === 'failed');
    expect(attempts[0]).toMatchObject({ status: 500, error: 'refused', eventType: TRIPS[0] });
    const ids = receiver.received.filter(({ body }) => body.subject === stuck).map((m) => m.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('the endpoint is paused after seven attempts at an event, and gets everything in order when it is resumed', async () => {
    let isUp = false;
    const receiver = await scene.receiver(() => (isUp ? 204 : 500));
    const { id } = await scene.register(receiver, { events: TRIPS });
    const tripId = await cancelledTrip();
    const paused = await scene.reaches(id, 'paused');
    expect(paused).toMatchObject({ pauseReason: 'failing', pendingEvents: 2 });
    expect(receiver.received).toHaveLength(7);
    expect(new Set(receiver.received.map((message) => message.id)).size).toBe(1);
    expect((await scene.log(id)).map(({ attempt }) => attempt)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    const later = await cancelledTrip();
    isUp = true;
    await scene.act(id, 'resume');
    const accepted = await receiver.accepts(4);
    expect(accepted.slice(0, 1).map(({ id: first }) => first)).toEqual([receiver.received[0]!.id]);
    for (const trip of [tripId, later]) {
      const types = accepted.filter(({ body }) => body.subject === `trip/${trip}`);
      expect(types.map(({ body }) => body.type)).toEqual(TRIPS);
    }
  });

  it('an answer of 410 pauses the endpoint at once', async () => {
    const receiver = await scene.receiver(() => 410);
    const { id } = await scene.register(receiver, { events: TRIPS });
    await cancelledTrip();
    expect(await scene.reaches(id, 'paused')).toMatchObject({ pauseReason: 'gone' });
    expect(receiver.received).toHaveLength(1);
  });

  it('an operator learns of a pause by an event, which `*` does not include', async () => {
    const [gone, alarm, other] = [
      await scene.receiver(() => 410),
      await scene.receiver(),
      await scene.receiver(),
    ];
    await scene.register(alarm, { events: ['webhook.paused'] });
    const { id: otherId } = await scene.register(other);
    const { id } = await scene.register(gone, { events: TRIPS, description: 'A partner' });
    await cancelledTrip();
    const [message] = await alarm.accepts(1);
    expect(message!.body).toMatchObject({
      type: 'webhook.paused',
      subject: `webhook/${id}`,
      data: { endpointId: id, description: 'A partner', reason: 'gone' },
    });
    await other.accepts(2);
    await scene.drains(otherId);
    expect(other.received.map(({ body }) => body.type)).toEqual(TRIPS);
  });

  it.each([
    ['a redirect', 302, 'redirected'],
    ['a refusal', 404, 'refused'],
  ])('counts %s as a failure, and follows it nowhere', async (_, status, error) => {
    const headers = { location: 'http://127.0.0.1:1/' };
    const receiver = await scene.receiver(() => ({ status, headers }));
    const { id } = await scene.register(receiver, { events: TRIPS });
    await cancelledTrip();
    await scene.reaches(id, 'paused');
    const [last] = await scene.log(id);
    expect(last).toMatchObject({ status, error, outcome: 'failed' });
  });

  it('an answer whose body never ends counts by its status', async () => {
    const receiver = await scene.receiver(() => (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(1_000)), 5);
      response.on('close', () => {
        clearInterval(timer);
      });
    });
    await scene.register(receiver, { events: TRIPS });
    const tripId = await cancelledTrip();
    const accepted = await receiver.accepts(2);
    expect(accepted.map(({ body }) => body.subject)).toEqual(Array(2).fill(`trip/${tripId}`));
  });

  it('a connection that breaks off is tried again', async () => {
    let broken = 0;
    const receiver = await scene.receiver(() => {
      if (broken++ >= 2) return 204;
      return (response) => response.destroy();
    });
    const { id } = await scene.register(receiver, { events: ['trip.cancelled'] });
    await cancelledTrip();
    await until('the delivery', () => receiver.received.length === 3);
    await scene.drains(id);
    expect((await scene.log(id)).map(({ outcome }) => outcome)).toEqual([
      'delivered',
      'failed',
      'failed',
    ]);
  });

  it('leaves other endpoints alone, also when it never answers', async () => {
    const silent = await scene.receiver(() => () => undefined);
    const dead = await scene.receiver(() => 500);
    const healthy = await scene.receiver();
    for (const receiver of [silent, dead, healthy]) {
      await scene.register(receiver, { events: TRIPS });
    }
    for (let count = 0; count < 5; count++) await cancelledTrip();
    await healthy.accepts(10);
    expect(healthy.received).toHaveLength(10);
  });
});
