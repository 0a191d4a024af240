import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { DomainError } from '#platform';
import { until } from '#testing';
import { ResponseSink } from '../frame/response-sink.js';
import { ConnectionHarness, trip } from '../../test/connection-harness.js';

const { open, settled } = ConnectionHarness;

let desk: ConnectionHarness;

beforeEach(() => {
  desk = new ConnectionHarness();
});

describe('a connection that opens', () => {
  it('misses nothing that commits while the snapshot is read', async () => {
    desk.commit();
    const gate = holdNext();
    const opening = open(desk.connect());
    await gate.reached;
    desk.announce(desk.commit());
    gate.open();
    desk.announce(desk.commit());
    await opening;
    expect(desk.frames.map(({ type, id }) => [type, id])).toEqual([
      ['stream.opened', 'e-0'],
      ['stream.snapshot', 'e-1'],
      ['trip.driver_assigned', 'e-2'],
      ['trip.driver_assigned', 'e-3'],
    ]);
  });

  it('and resumes sends exactly what was missed, then goes on live', async () => {
    for (let count = 0; count < 250; count++) desk.commit();
    const connection = desk.connect(20);
    const opening = open(connection);
    desk.announce(desk.commit());
    await opening;
    desk.announce(desk.commit());
    expect(desk.sent).toEqual(Array.from({ length: 232 }, (_, index) => index + 21));
    expect(desk.frames[0]).toMatchObject({ type: 'stream.opened', id: 'e-20' });
  });

  it('and can’t is closed in band, with the cursor it came with', async () => {
    desk.commit();
    desk.delay = () => Promise.reject(new Error('The database is away.'));
    await open(desk.connect(1));
    expect(desk.frames).toHaveLength(1);
    expect(desk.closing).toEqual({ id: 'e-1', reason: 'unavailable', reconnect: true });
    expect(desk.completed).toBe(true);
  });

  it('closes when the history is trimmed under its feet', async () => {
    for (let count = 0; count < 250; count++) desk.commit();
    const connection = desk.connect(0);
    desk.delay = async (step) => {
      const result = await step();
      if (desk.sent.length > 0) desk.trimmedTo = 220;
      return result;
    };
    await open(connection);
    const last = desk.sent.at(-1)!;
    expect(last).toBeLessThan(250);
    expect(desk.sent).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    expect(desk.closing).toEqual({ id: `e-${last}`, reason: 'unavailable', reconnect: true });
  });

  it('whose client leaves meanwhile leaves nothing behind', async () => {
    const gate = holdNext();
    const connection = desk.connect();
    const opening = open(connection);
    await gate.reached;
    connection.end();
    gate.open();
    await opening;
    expect(desk.frames).toEqual([]);
    expect(subjectsOf(desk)).toBe(0);
  });

  it('whose client has left before leaves nothing behind either', async () => {
    const connection = desk.connect();
    connection.end();
    await open(connection);
    expect(desk.frames).toEqual([]);
    expect(subjectsOf(desk)).toBe(0);
  });
});

describe('an open connection', () => {
  it('sends every event once and in order, whatever is announced when', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), anyHints, async (scheduler, { head, from, hints }) => {
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
        // What no hint told of, the comparison of heads does.
        connection.noteHead(head);
        await drain(scheduler);
        const snapshot = run.frames.find(({ type }) => type === 'stream.snapshot');
        const start = snapshot ? Number(snapshot.id?.split('-')[1]) : from;
        expect(run.sent).toEqual(
          Array.from({ length: head - start }, (_, index) => start + 1 + index),
        );
        expect(run.troubles).toEqual([]);
        connection.end();
      }),
      { numRuns: 60 },
    );
  });

  it('reads a gap at once when a higher number is announced, not with the next heartbeat', async () => {
    await open(desk.connect());
    desk.commit();
    desk.commit();
    desk.announce(desk.commit());
    await settled();
    expect(desk.sent).toEqual([1, 2, 3]);
  });

  it('finds a lost last event by the head, and asks only when it is behind', async () => {
    const connection = desk.connect();
    await open(connection);
    desk.commit();
    connection.noteHead(1);
    await settled();
    expect(desk.sent).toEqual([1]);
    desk.delay = () => Promise.reject(new Error('asked without need'));
    connection.noteHead(1);
    connection.noteHead(0);
    await settled();
    expect(desk.troubles).toEqual([]);
  });

  it('stays open when it can’t heal, and does with the next heartbeat', async () => {
    const connection = desk.connect();
    await open(connection);
    desk.commit();
    const { delay } = desk;
    desk.delay = () => Promise.reject(new Error('The database is away.'));
    connection.noteHead(1);
    await settled();
    expect(desk.closing).toBeUndefined();
    desk.delay = delay;
    connection.noteHead(1);
    await settled();
    expect(desk.sent).toEqual([1]);
  });

  it('shows that it lives by a comment without an id', async () => {
    const connection = desk.connect();
    await open(connection);
    connection.heartbeat();
    expect(desk.frames.at(-1)?.bytes.toString()).toBe(': heartbeat\n\n');
  });

  it('reads no further while its reader takes nothing', async () => {
    for (let count = 0; count < 250; count++) desk.commit();
    const sink = stalledSink();
    void open(desk.connect(0, { sink: new ResponseSink(sink) }));
    await settled();
    expect(desk.sent.length).toBeLessThan(10);
    sink.release();
    await until('the rest is sent', () => desk.sent.length === 250);
  });

  it('sends a reading with whatever else goes out in that turn', async () => {
    const connection = desk.connect();
    await open(connection);
    await settled();
    connection.heartbeat();
    desk.hub.publishEphemeral(trip, aReading);
    expect(desk.frames.at(-1)).toMatchObject({ type: 'driver.location', id: 'e-0' });
  });

  it('sends no reading to a reader that is behind, who gets the next one', async () => {
    const sink = stalledSink();
    await open(desk.connect(undefined, { sink: new ResponseSink(sink) }));
    desk.hub.publishEphemeral(trip, aReading);
    expect(desk.frames.map(({ type }) => type)).not.toContain('driver.location');
    sink.release();
    await settled();
    desk.hub.publishEphemeral(trip, aReading);
    expect(desk.frames.at(-1)?.type).toBe('driver.location');
  });
});

describe('a connection ends', () => {
  it.each(['trip.completed', 'trip.cancelled', 'trip.no_drivers_available'] as const)(
    'for good after %s on the stream of a trip',
    async (terminal) => {
      const connection = desk.connect();
      await open(connection);
      desk.announce(desk.commit());
      desk.announce(desk.commit(terminal));
      connection.heartbeat();
      connection.noteHead(9);
      await settled();
      expect(desk.frames.slice(2).map(({ type, id }) => [type, id])).toEqual([
        ['trip.driver_assigned', 'e-1'],
        [terminal, 'e-2'],
        ['stream.closing', 'e-2'],
      ]);
      expect(desk.closing).toMatchObject({ reason: 'end', reconnect: false });
      expect(desk.completed).toBe(true);
    },
  );

  it('not after it on a rider’s, who may ride again', async () => {
    const { hub, frames } = desk;
    await open(desk.connect(undefined, { stream: 'rider/1' }));
    hub.publish({
      ...{ id: 'x', type: 'trip.completed', subject: trip, time: new Date(0), json: '{}' },
      deliveries: [{ stream: 'rider/1', seq: 1 }],
    });
    expect(frames.at(-1)?.type).toBe('trip.completed');
    expect(desk.completed).toBe(false);
  });

  it('for whoever has no right any more after a redispatch', async () => {
    desk.access = () => Promise.reject(new DomainError('NOT_FOUND', 'Not yours.'));
    await open(desk.connect());
    desk.announce(desk.commit('trip.redispatching'));
    await settled();
    expect(desk.closing).toEqual({ id: 'e-1', reason: 'revoked', reconnect: false });
  });

  it('and is told nothing more while the right is looked up', async () => {
    let refuse: () => void = () => undefined;
    desk.access = () =>
      new Promise((_resolve, reject) => {
        refuse = () => {
          reject(new DomainError('NOT_FOUND', 'Not yours.'));
        };
      });
    const connection = desk.connect();
    await open(connection);
    desk.announce(desk.commit('trip.redispatching'));
    desk.announce(desk.commit('trip.driver_assigned'));
    connection.noteHead(2);
    await settled();
    expect(desk.sent).toEqual([1]);
    refuse();
    await settled();
    expect(desk.sent).toEqual([1]);
    expect(desk.closing).toMatchObject({ reason: 'revoked' });
  });

  it('not for those who still have it, who miss nothing by it', async () => {
    await open(desk.connect());
    desk.announce(desk.commit('trip.redispatching'));
    desk.announce(desk.commit('trip.driver_assigned'));
    await settled();
    expect(desk.completed).toBe(false);
    expect(desk.sent).toEqual([1, 2]);
  });

  it('but may come back, when the right could not be looked up', async () => {
    desk.access = () =>
      Promise.reject(new DomainError('DATABASE_UNAVAILABLE', 'The database is away.'));
    await open(desk.connect());
    desk.announce(desk.commit('trip.redispatching'));
    await settled();
    expect(desk.closing).toEqual({ id: 'e-1', reason: 'unavailable', reconnect: true });
  });

  it('when its token expires', async () => {
    const expiresAt = new Date(Date.now() + 30);
    const who = { userId: 'u', role: 'rider' as const, name: 'Ada', tokenId: 't' };
    await open(desk.connect(undefined, { requester: { ...who, expiresAt } }));
    await until('it is closed', () => desk.completed);
    expect(desk.closing).toEqual({ id: 'e-0', reason: 'token_expired', reconnect: true });
  });

  it('once, and cleans up once', async () => {
    let ends = 0;
    const connection = desk.connect();
    connection.onEnd(() => ends++);
    await open(connection);
    connection.close('drain');
    connection.close('unavailable');
    connection.end();
    desk.announce(desk.commit());
    expect(desk.frames.filter(({ type }) => type === 'stream.closing')).toHaveLength(1);
    expect(desk.frames.at(-1)?.type).toBe('stream.closing');
    expect(ends).toBe(1);
    expect(subjectsOf(desk)).toBe(0);
  });
});

/** Where the history begins to be followed, what it grows to, and what is said of it meanwhile. */
const anyHints = fc
  .record({ from: fc.nat(4), more: fc.integer({ min: 1, max: 12 }) })
  .chain(({ from, more }) =>
    fc.record({
      from: fc.constant(from),
      head: fc.constant(from + more),
      hints: fc.array(fc.integer({ min: from + 1, max: from + more }), { maxLength: 12 }),
    }),
  );

/** Lets everything happen in the scheduler's order, what follows from it included. */
async function drain(scheduler: fc.Scheduler): Promise<void> {
  await settled();
  while (scheduler.count() > 0) {
    await scheduler.waitNext(1);
    await settled();
  }
}

/** Holds the next answer of the database back until it is opened: it tells of the past then. */
function holdNext() {
  let open!: () => void;
  let arrive!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const { delay } = desk;
  desk.delay = async (step) => {
    desk.delay = delay;
    const answer = await step();
    arrive();
    await opened;
    return answer;
  };
  return { reached, open };
}

const aReading = { type: 'driver.location', json: '{}' } as const;

/** A response whose reader takes nothing until released. */
function stalledSink() {
  const sink = new PassThrough({ highWaterMark: 1 });
  sink.write('more than it takes');
  return Object.assign(sink, { release: () => sink.resume() });
}

const subjectsOf = ({ hub }: ConnectionHarness): number =>
  (hub as unknown as { subjects: Map<string, unknown> }).subjects.size;
