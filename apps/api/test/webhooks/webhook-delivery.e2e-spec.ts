import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { webhookEventSchemas, type EventType } from '#contracts';
import { countSignatures, rideTo, SqlPeek } from '#api-harness';
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
      webhookEventSchemas[message.body.type as EventType].parse(message.body);
    }
    expect(JSON.stringify(messages)).not.toContain(trip.pin);
  });
});
