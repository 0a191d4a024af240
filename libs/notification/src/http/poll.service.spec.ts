import { beforeEach, describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { OPS_STREAM, streamId, type EventType } from '#contracts';
import type { HistoryEvent } from '#outbox';
import { DomainError, Metrics, Settings } from '#platform';
import { until } from '#testing';
import { OwnUserStreams } from '../shard/user-streams.js';
import { PendingResponses } from '../connection/pending-responses.js';
import { EventRedactor } from '../frame/event-redactor.js';
import { StreamHub } from '../hub/stream-hub.js';
import { OwnStreamShard, StreamShard } from '../shard/stream-shards.js';
import type { PageRequest, StreamSource } from '../source/stream-source.js';
import { PollService } from './poll.service.js';
import type { StreamCall } from './stream.service.js';

const trip = streamId('trip', '1');

let hub: StreamHub;
let pending: PendingResponses;
let metrics: Metrics;
let events: HistoryEvent[];
/** The results of the access checks, in order: true refuses. Every further check allows. */
let refusals: boolean[];
let sink: PassThrough;

beforeEach(() => {
  hub = new StreamHub();
  metrics = new Metrics();
  pending = new PendingResponses(Settings.from({}), metrics);
  events = [];
  refusals = [];
  sink = new PassThrough();
});

const presence = { noteOpened: () => undefined, noteClosed: () => undefined };
const redactor = new EventRedactor({ redactForViewers: (json) => json });

const commit = (type: EventType): HistoryEvent => {
  const seq = events.length + 1;
  const event = { seq, id: `id-${seq}`, type, json: JSON.stringify({ type }) };
  events.push(event);
  return event;
};

const poll = (cursor: number, { stream = trip, waitSeconds = 30 } = {}) => {
  const from = { epoch: 'e', seq: cursor };
  const source = {
    open: () =>
      Promise.resolve({
        decision: stream === OPS_STREAM ? { mode: 'fresh' } : { mode: 'resumed', from },
        epoch: 'e',
        head: events.length,
      }),
    readPage: ({ after, limit }: PageRequest) =>
      Promise.resolve(events.slice(after, after + limit)),
  } as unknown as StreamSource;
  const check = () =>
    refusals.shift()
      ? Promise.reject(new DomainError('NOT_FOUND', 'Not yours any more.'))
      : Promise.resolve();
  const shards = new OwnStreamShard(new StreamShard(hub, source, new OwnUserStreams()));
  const parts = [shards, { check }, pending, redactor, presence] as const;
  const service = new PollService(...parts);
  const call = {
    requester: { userId: 'u', role: 'driver', name: 'Dora', expiresAt: new Date(8.64e15) },
    request: { headers: {}, query: {}, ip: '127.0.0.1' },
    sink,
  } as unknown as StreamCall;
  return service.poll(stream, { waitSeconds, limit: 100 }, call);
};

const waitUntilPending = async () =>
  until('the poll waits', async () => {
    const { values } = await metrics.pendingResponses.get();
    return values[0]?.value === 1;
  });

const expectNoLeftovers = async () => {
  const { values } = await metrics.pendingResponses.get();
  expect([values[0]?.value ?? 0, hub.hasSubscribers(trip), sink.listenerCount('close')]).toEqual([
    0,
    false,
    0,
  ]);
};

describe('PollService, on a page with a redispatch', () => {
  beforeEach(() => {
    commit('trip.driver_assigned');
    commit('trip.redispatching');
    commit('trip.driver_assigned');
  });

  it('the page ends with the redispatch for a driver who lost access', async () => {
    refusals = [false, true];
    const answer = await poll(0);
    expect(answer.events.map(({ event }) => event)).toEqual([
      'trip.driver_assigned',
      'trip.redispatching',
    ]);
    expect(answer.cursor).toBe('e-2');
  });

  it('the page is complete for a requester who keeps access', async () => {
    expect((await poll(0)).cursor).toBe('e-3');
  });

  it('the poll is refused when access ended for another reason', async () => {
    refusals = [false, true];
    await expect(poll(2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('PollService, while a poll waits', () => {
  it('answers with an event that commits while the past is read', async () => {
    const answer = poll(0);
    const event = commit('trip.requested');
    hub.publish({
      ...event,
      type: 'trip.requested',
      time: new Date(),
      deliveries: [{ stream: trip, seq: 1 }],
    } as never);
    expect((await answer).cursor).toBe('e-1');
    await expectNoLeftovers();
  });

  it('keeps waiting after an ephemeral frame and after an event that was read before', async () => {
    commit('trip.requested');
    const answer = poll(1, { waitSeconds: 0.3 });
    await waitUntilPending();
    hub.publishEphemeral(trip, { type: 'driver.location', json: '{}' });
    hub.publish({
      ...events[0],
      deliveries: [{ stream: trip, seq: 1 }],
      time: new Date(),
    } as never);
    await waitUntilPending();
    expect(await answer).toEqual({ mode: 'resumed', events: [], cursor: 'e-1' });
    await expectNoLeftovers();
  });

  it('leaves no listener behind when the client leaves before or during the wait', async () => {
    const meanwhile = poll(0);
    await waitUntilPending();
    sink.destroy();
    await meanwhile;
    await expectNoLeftovers();
    await poll(0);
    await expectNoLeftovers();
  });

  it('answers at once when the server drains, and refuses the next poll', async () => {
    const answer = poll(0);
    await waitUntilPending();
    pending.beforeApplicationShutdown();
    expect(await answer).toEqual({ mode: 'resumed', events: [], cursor: 'e-0' });
    await expectNoLeftovers();
    await expect(poll(0)).rejects.toMatchObject({ code: 'NOT_READY' });
  });

  it('answers at once when the server drains while the past is read', async () => {
    const answer = poll(0);
    pending.beforeApplicationShutdown();
    expect((await answer).events).toEqual([]);
    await expectNoLeftovers();
  });
});

describe('PollService, on the ops stream', () => {
  it('answers with the next ephemeral frame and the cursor of an empty stream', async () => {
    const answer = poll(0, { stream: OPS_STREAM, waitSeconds: 0 });
    await waitUntilPending();
    hub.publishEphemeral(OPS_STREAM, { type: 'city.state', json: '{"connections":1}' });
    expect(await answer).toEqual({
      mode: 'fresh',
      events: [{ id: 'e-0', event: 'city.state', data: { connections: 1 } }],
      cursor: 'e-0',
    });
    await expectNoLeftovers();
    expect(hub.hasSubscribers(OPS_STREAM)).toBe(false);
  });
});
