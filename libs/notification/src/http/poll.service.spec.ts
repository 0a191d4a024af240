import { beforeEach, describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { OPS_STREAM, streamId, type EventType } from '#contracts';
import type { HistoryEvent, StreamHistory } from '#outbox';
import { DomainError, Metrics, Settings } from '#platform';
import { until } from '#testing';
import { PendingResponses } from '../connection/pending-responses.js';
import type { StreamOpener } from '../connection/stream-opener.js';
import { EventRedactor } from '../frame/event-redactor.js';
import { StreamHub } from '../hub/stream-hub.js';
import { PollService } from './poll.service.js';
import type { StreamCall } from './stream.service.js';

const trip = streamId('trip', '1');

let hub: StreamHub;
let held: PendingResponses;
let metrics: Metrics;
let events: HistoryEvent[];
/** What the access check says, one after the other; allowed when there are no more. */
let refusals: boolean[];
let sink: PassThrough;

beforeEach(() => {
  hub = new StreamHub();
  metrics = new Metrics();
  held = new PendingResponses(Settings.from({}), metrics);
  events = [];
  refusals = [];
  sink = new PassThrough();
});

const everything = new EventRedactor({ redactForViewers: (json) => json });

const commit = (type: EventType): HistoryEvent => {
  const seq = events.length + 1;
  const event = { seq, id: `id-${seq}`, type, json: JSON.stringify({ type }) };
  events.push(event);
  return event;
};

const poll = (cursor: number, { stream = trip, waitSeconds = 30 } = {}) => {
  const from = { epoch: 'e', seq: cursor };
  const openings = {
    open: () =>
      Promise.resolve({
        decision: stream === OPS_STREAM ? { mode: 'fresh' } : { mode: 'resumed', from },
        ...{ epoch: 'e', head: events.length },
      }),
  } as unknown as StreamOpener;
  const history = {
    readPage: (_stream: string, after: number, limit: number) =>
      Promise.resolve({ events: events.slice(after, after + limit) }),
  } as unknown as StreamHistory;
  const check = () =>
    refusals.shift()
      ? Promise.reject(new DomainError('NOT_FOUND', 'Not yours any more.'))
      : Promise.resolve();
  const service = new PollService(hub, openings, history, { check }, held, everything);
  const call = {
    requester: { userId: 'u', role: 'driver', name: 'Dora', expiresAt: new Date(8.64e15) },
    request: { headers: {}, query: {} },
    sink,
  } as unknown as StreamCall;
  return service.poll(stream, { waitSeconds, limit: 100 }, call);
};

const waiting = async () =>
  until('it waits', async () => {
    const { values } = await metrics.pendingResponses.get();
    return values[0]?.value === 1;
  });

const nothingIsLeft = async () => {
  const { values } = await metrics.pendingResponses.get();
  expect([values[0]?.value ?? 0, hub.hasSubscribers(trip), sink.listenerCount('close')]).toEqual([
    ...[0, false, 0],
  ]);
};

describe('a page in which a driver gave the trip back', () => {
  beforeEach(() => {
    commit('trip.driver_assigned');
    commit('trip.redispatching');
    commit('trip.driver_assigned');
  });

  it('ends there for who lost it meanwhile', async () => {
    refusals = [false, true];
    const answer = await poll(0);
    expect(answer.events.map(({ event }) => event)).toEqual([
      ...['trip.driver_assigned', 'trip.redispatching'],
    ]);
    expect(answer.cursor).toBe('e-2');
  });

  it('is whole for who may still read it', async () => {
    expect((await poll(0)).cursor).toBe('e-3');
  });

  it('is refused to whose right ended in another way', async () => {
    refusals = [false, true];
    await expect(poll(2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a poll that waits', () => {
  it('misses no event that commits while the past is read', async () => {
    const answer = poll(0);
    const event = commit('trip.requested');
    hub.publish({
      ...event,
      type: 'trip.requested',
      deliveries: [{ stream: trip, seq: 1 }],
    } as never);
    expect((await answer).cursor).toBe('e-1');
    await nothingIsLeft();
  });

  it('isn’t woken by a reading, nor by what it has read', async () => {
    commit('trip.requested');
    const answer = poll(1, { waitSeconds: 0.3 });
    await waiting();
    hub.publishEphemeral(trip, { type: 'driver.location', json: '{}' });
    hub.publish({ ...events[0], deliveries: [{ stream: trip, seq: 1 }] } as never);
    await waiting();
    expect(await answer).toEqual({ mode: 'resumed', events: [], cursor: 'e-1' });
    await nothingIsLeft();
  });

  it('leaves nothing behind when its client leaves, before or meanwhile', async () => {
    const meanwhile = poll(0);
    await waiting();
    sink.destroy();
    await meanwhile;
    await nothingIsLeft();
    await poll(0);
    await nothingIsLeft();
  });

  it('is answered at once when the server stops, and a new one is refused', async () => {
    const answer = poll(0);
    await waiting();
    held.beforeApplicationShutdown();
    expect(await answer).toEqual({ mode: 'resumed', events: [], cursor: 'e-0' });
    await nothingIsLeft();
    await expect(poll(0)).rejects.toMatchObject({ code: 'NOT_READY' });
  });

  it('is answered at once when the server stops while the past is read', async () => {
    const answer = poll(0);
    held.beforeApplicationShutdown();
    expect((await answer).events).toEqual([]);
    await nothingIsLeft();
  });
});

describe('a poll of the ops stream', () => {
  it('is answered with the next reading, with a cursor that leads nowhere', async () => {
    const answer = poll(0, { stream: OPS_STREAM, waitSeconds: 0 });
    await waiting();
    hub.publishEphemeral(OPS_STREAM, { type: 'city.state', json: '{"connections":1}' });
    expect(await answer).toEqual({
      mode: 'fresh',
      events: [{ id: 'e-0', event: 'city.state', data: { connections: 1 } }],
      cursor: 'e-0',
    });
    await nothingIsLeft();
    expect(hub.hasSubscribers(OPS_STREAM)).toBe(false);
  });
});
