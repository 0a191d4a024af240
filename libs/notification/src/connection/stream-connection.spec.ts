import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { DomainError } from '#platform';
import { until } from '#testing';
import { ResponseSink } from '../frame/response-sink.js';
import { ConnectionHarness, trip } from '../../test/connection-harness.js';

const { open, waitUntilIdle } = ConnectionHarness;

let harness: ConnectionHarness;

beforeEach(() => {
  harness = new ConnectionHarness();
});

describe('StreamConnection, while it opens', () => {
  it('sends every event that commits while the snapshot is read', async () => {
    harness.commit();
    const gate = holdNext();
    const opening = open(harness.connect());
    await gate.reached;
    harness.announce(harness.commit());
    gate.open();
    harness.announce(harness.commit());
    await opening;
    expect(harness.frames.map(({ type, id }) => [type, id])).toEqual([
      ['stream.opened', 'e-0'],
      ['stream.snapshot', 'e-1'],
      ['trip.driver_assigned', 'e-2'],
      ['trip.driver_assigned', 'e-3'],
    ]);
  });

  it('a resumed stream receives exactly the missed events, then the live ones', async () => {
    for (let count = 0; count < 250; count++) harness.commit();
    const connection = harness.connect(20);
    const opening = open(connection);
    harness.announce(harness.commit());
    await opening;
    harness.announce(harness.commit());
    expect(harness.sent).toEqual(Array.from({ length: 232 }, (_, index) => index + 21));
    expect(harness.frames[0]).toMatchObject({ type: 'stream.opened', id: 'e-20' });
  });

  it('a stream that cannot be opened is closed by a frame with the presented cursor', async () => {
    harness.commit();
    harness.delay = () => Promise.reject(new Error('The database is away.'));
    await open(harness.connect(1));
    expect(harness.frames).toHaveLength(1);
    expect(harness.closing).toEqual({ id: 'e-1', reason: 'unavailable', reconnect: true });
    expect(harness.completed).toBe(true);
  });

  it('closes the stream when the history is trimmed during the catch-up', async () => {
    for (let count = 0; count < 250; count++) harness.commit();
    const connection = harness.connect(0);
    harness.delay = async (step) => {
      const result = await step();
      if (harness.sent.length > 0) harness.trimmedTo = 220;
      return result;
    };
    await open(connection);
    const last = harness.sent.at(-1)!;
    expect(last).toBeLessThan(250);
    expect(harness.sent).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    expect(harness.closing).toEqual({ id: `e-${last}`, reason: 'unavailable', reconnect: true });
  });

  it('a client that leaves during the preparation leaves no subscription behind', async () => {
    const gate = holdNext();
    const connection = harness.connect();
    const opening = open(connection);
    await gate.reached;
    connection.end();
    gate.open();
    await opening;
    expect(harness.frames).toEqual([]);
    expect(countSubjects(harness)).toBe(0);
  });

  it('a client that leaves before the preparation leaves no subscription behind', async () => {
    const connection = harness.connect();
    connection.end();
    await open(connection);
    expect(harness.frames).toEqual([]);
    expect(countSubjects(harness)).toBe(0);
  });
});

describe('StreamConnection, while it is open', () => {
  it('sends every event once and in order for any order of announcements', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), arbitraryHints, async (scheduler, { head, from, hints }) => {
        const run = new ConnectionHarness();
        for (let seq = 1; seq <= from; seq++) run.commit();
        run.delay = (step) => scheduler.schedule(Promise.resolve()).then(step);
        const connection = run.connect(from === 0 ? undefined : from);
        const opened = open(connection);
        scheduler.scheduleSequence(
          hints.map((hint) => async () => {
            while (run.events.length < hint) run.commit();
            run.announce(hint);
            return Promise.resolve();
          }),
        );
        await drain(scheduler);
        await opened;
        while (run.events.length < head) run.commit();
        // The comparison of heads reveals the events that no hint announced.
        connection.noteHead(head);
        await drain(scheduler);
        const snapshot = run.frames.find(({ type }) => type === 'stream.snapshot');
        const start = snapshot ? Number(snapshot.id?.split('-')[1]) : from;
        expect(run.sent).toEqual(
          Array.from({ length: head - start }, (_, index) => start + 1 + index),
        );
        expect(run.errors).toEqual([]);
        connection.end();
      }),
      { numRuns: 60 },
    );
  });

  it('reads a gap as soon as a higher number is announced, before the next heartbeat', async () => {
    await open(harness.connect());
    harness.commit();
    harness.commit();
    harness.announce(harness.commit());
    await waitUntilIdle();
    expect(harness.sent).toEqual([1, 2, 3]);
  });

  it('finds a lost last event by the head, and reads the mailbox only when it is behind', async () => {
    const connection = harness.connect();
    await open(connection);
    harness.commit();
    connection.noteHead(1);
    await waitUntilIdle();
    expect(harness.sent).toEqual([1]);
    harness.delay = () => Promise.reject(new Error('The mailbox was read without need.'));
    connection.noteHead(1);
    connection.noteHead(0);
    await waitUntilIdle();
    expect(harness.errors).toEqual([]);
  });

  it('stays open when a gap cannot be read, and reads it after the next comparison of heads', async () => {
    const connection = harness.connect();
    await open(connection);
    harness.commit();
    const { delay } = harness;
    harness.delay = () => Promise.reject(new Error('The database is away.'));
    connection.noteHead(1);
    await waitUntilIdle();
    expect(harness.closing).toBeUndefined();
    harness.delay = delay;
    connection.noteHead(1);
    await waitUntilIdle();
    expect(harness.sent).toEqual([1]);
  });

  it('sends a heartbeat as a comment without an id', async () => {
    const connection = harness.connect();
    await open(connection);
    connection.heartbeat();
    expect(harness.frames.at(-1)?.bytes.toString()).toBe(': heartbeat\n\n');
  });

  it('stops reading the mailbox while the client takes no bytes', async () => {
    for (let count = 0; count < 250; count++) harness.commit();
    const sink = stalledSink();
    void open(harness.connect(0, { sink: new ResponseSink(sink) }));
    await waitUntilIdle();
    expect(harness.sent.length).toBeLessThan(10);
    sink.release();
    await until('the remaining events are sent', () => harness.sent.length === 250);
  });

  it('sends an ephemeral frame in the same event-loop iteration as other frames', async () => {
    const connection = harness.connect();
    await open(connection);
    await waitUntilIdle();
    connection.heartbeat();
    harness.hub.publishEphemeral(trip, ephemeral);
    expect(harness.frames.at(-1)).toMatchObject({ type: 'driver.location', id: 'e-0' });
  });

  it('skips an ephemeral frame while the client is behind, and sends the next one', async () => {
    const sink = stalledSink();
    await open(harness.connect(undefined, { sink: new ResponseSink(sink) }));
    harness.hub.publishEphemeral(trip, ephemeral);
    expect(harness.frames.map(({ type }) => type)).not.toContain('driver.location');
    sink.release();
    await waitUntilIdle();
    harness.hub.publishEphemeral(trip, ephemeral);
    expect(harness.frames.at(-1)?.type).toBe('driver.location');
  });
});

describe('StreamConnection, when it ends', () => {
  it.each(['trip.completed', 'trip.cancelled', 'trip.no_drivers_available'] as const)(
    'the stream of a trip ends for good after %s',
    async (terminal) => {
      const connection = harness.connect();
      await open(connection);
      harness.announce(harness.commit());
      harness.announce(harness.commit(terminal));
      connection.heartbeat();
      connection.noteHead(9);
      await waitUntilIdle();
      expect(harness.frames.slice(2).map(({ type, id }) => [type, id])).toEqual([
        ['trip.driver_assigned', 'e-1'],
        [terminal, 'e-2'],
        ['stream.closing', 'e-2'],
      ]);
      expect(harness.closing).toMatchObject({ reason: 'end', reconnect: false });
      expect(harness.completed).toBe(true);
    },
  );

  it('the stream of a rider stays open after a trip ends', async () => {
    const { hub, frames } = harness;
    await open(harness.connect(undefined, { stream: 'rider/1' }));
    hub.publish({
      id: 'x',
      type: 'trip.completed',
      subject: trip,
      time: new Date(0),
      json: '{}',
      deliveries: [{ stream: 'rider/1', seq: 1 }],
    });
    expect(frames.at(-1)?.type).toBe('trip.completed');
    expect(harness.completed).toBe(false);
  });

  it('closes the stream of a driver who lost access by a redispatch', async () => {
    harness.access = () => Promise.reject(new DomainError('NOT_FOUND', 'Not yours.'));
    await open(harness.connect());
    harness.announce(harness.commit('trip.redispatching'));
    await waitUntilIdle();
    expect(harness.closing).toEqual({ id: 'e-1', reason: 'revoked', reconnect: false });
  });

  it('sends no event during the access check after a redispatch', async () => {
    let refuse: () => void = () => undefined;
    harness.access = () =>
      new Promise((_resolve, reject) => {
        refuse = () => {
          reject(new DomainError('NOT_FOUND', 'Not yours.'));
        };
      });
    const connection = harness.connect();
    await open(connection);
    harness.announce(harness.commit('trip.redispatching'));
    harness.announce(harness.commit('trip.driver_assigned'));
    connection.noteHead(2);
    await waitUntilIdle();
    expect(harness.sent).toEqual([1]);
    refuse();
    await waitUntilIdle();
    expect(harness.sent).toEqual([1]);
    expect(harness.closing).toMatchObject({ reason: 'revoked' });
  });

  it('sends every event to a client that keeps access after a redispatch', async () => {
    await open(harness.connect());
    harness.announce(harness.commit('trip.redispatching'));
    harness.announce(harness.commit('trip.driver_assigned'));
    await waitUntilIdle();
    expect(harness.completed).toBe(false);
    expect(harness.sent).toEqual([1, 2]);
  });

  it('lets the client reconnect when the access check fails without an answer', async () => {
    harness.access = () =>
      Promise.reject(new DomainError('DATABASE_UNAVAILABLE', 'The database is away.'));
    await open(harness.connect());
    harness.announce(harness.commit('trip.redispatching'));
    await waitUntilIdle();
    expect(harness.closing).toEqual({ id: 'e-1', reason: 'unavailable', reconnect: true });
  });

  it('closes the stream when the token expires', async () => {
    const expiresAt = new Date(Date.now() + 30);
    const user = { userId: 'u', role: 'rider' as const, name: 'Ada', tokenId: 't' };
    await open(harness.connect(undefined, { requester: { ...user, expiresAt } }));
    await until('the stream is closed', () => harness.completed);
    expect(harness.closing).toEqual({ id: 'e-0', reason: 'token_expired', reconnect: true });
  });

  it('sends one closing frame and runs each cleanup once', async () => {
    let ends = 0;
    const connection = harness.connect();
    connection.onEnd(() => ends++);
    await open(connection);
    connection.close('drain');
    connection.close('unavailable');
    connection.end();
    harness.announce(harness.commit());
    expect(harness.frames.filter(({ type }) => type === 'stream.closing')).toHaveLength(1);
    expect(harness.frames.at(-1)?.type).toBe('stream.closing');
    expect(ends).toBe(1);
    expect(countSubjects(harness)).toBe(0);
  });
});

/** The presented number, the final head, and the numbers that are announced meanwhile. */
const arbitraryHints = fc
  .record({ from: fc.nat(4), more: fc.integer({ min: 1, max: 12 }) })
  .chain(({ from, more }) =>
    fc.record({
      from: fc.constant(from),
      head: fc.constant(from + more),
      hints: fc.array(fc.integer({ min: from + 1, max: from + more }), { maxLength: 12 }),
    }),
  );

/** Carries out all steps in the order of the scheduler, including those that follow from them. */
async function drain(scheduler: fc.Scheduler): Promise<void> {
  await waitUntilIdle();
  while (scheduler.count() > 0) {
    await scheduler.waitNext(1);
    await waitUntilIdle();
  }
}

/** Holds back the next answer of the database until `open`, so that the answer is out of date. */
function holdNext() {
  let open!: () => void;
  let arrive!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const { delay } = harness;
  harness.delay = async (step) => {
    harness.delay = delay;
    const answer = await step();
    arrive();
    await opened;
    return answer;
  };
  return { reached, open };
}

const ephemeral = { type: 'driver.location', json: '{}' } as const;

/** A response whose client takes no bytes until `release`. */
function stalledSink() {
  const sink = new PassThrough({ highWaterMark: 1 });
  sink.write(Buffer.alloc(100_000, 'more than may wait for a client'));
  sink.write('a second chunk, which the first one keeps waiting');
  return Object.assign(sink, { release: () => sink.resume() });
}

const countSubjects = ({ hub }: ConnectionHarness): number =>
  (hub as unknown as { subjects: Map<string, unknown> }).subjects.size;
