import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '#platform';
import { hasNatsServer, NatsCluster, until } from '#testing';
import { BusError } from '../bus.js';
import { BusSubjects } from '../bus-subjects.js';
import { Fence } from '../fence.js';
import { MAX_ANSWER_BYTES, NatsBus } from './nats-bus.js';

const withNats = hasNatsServer ? describe : describe.skip;
const bytes = (text: string) => Buffer.from(text);
const textOf = (data: Uint8Array) => Buffer.from(data).toString();

withNats('the bus over NATS (left out where nats-server is missing)', () => {
  const cleanups: (() => unknown)[] = [];

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function startCluster(size = 1): Promise<NatsCluster> {
    const cluster = await NatsCluster.start(size);
    cleanups.push(() => cluster.stop());
    return cluster;
  }

  /** A bus that begins at one node, as a process has it. */
  async function connectAt(cluster: NatsCluster, node = 0): Promise<NatsBus> {
    const bus = dial(cluster.urls(node).split(',').slice(0, 1));
    await until('the bus is connected', () => bus.isConnected);
    return bus;
  }

  function dial(servers: string[]): NatsBus {
    const bus = new NatsBus({ servers, name: 'test' }, new Metrics());
    bus.onModuleInit();
    cleanups.push(() => bus.onApplicationShutdown());
    return bus;
  }

  it('a message reaches the processes that have joined its subject, and no other', async () => {
    const cluster = await startCluster();
    const [one, other] = [await connectAt(cluster), await connectAt(cluster)];
    const got: string[] = [];
    one.join('a', (data) => got.push(`one ${textOf(data)}`));
    const second = other.join('a', (data) => got.push(`other ${textOf(data)}`));
    other.join('b', () => got.push('never'));
    await Promise.all([one.flush(), other.flush()]);
    one.publish('a', bytes('1'));
    await until('both have it', () => got.length === 2);
    second.unsubscribe();
    await other.flush();
    one.publish('a', bytes('2'));
    await one.flush();
    await until('one has it', () => got.length === 3);
    expect([...got].sort()).toEqual(['one 1', 'one 2', 'other 1']);
  });

  it('a listener that fails stops neither the others nor the connection', async () => {
    const bus = await connectAt(await startCluster());
    const got: string[] = [];
    bus.join('a', () => {
      throw new Error('of a listener');
    });
    bus.join('a', (data) => got.push(textOf(data)));
    bus.publish('a', bytes('1'));
    bus.publish('a', bytes('2'));
    await until('the other listener has both', () => got.length === 2);
    expect(bus.isConnected).toBe(true);
  });

  it('one process of a group answers a question, and an error comes back with its text', async () => {
    const cluster = await startCluster();
    const buses = [await connectAt(cluster), await connectAt(cluster)];
    let answers = 0;
    for (const bus of buses) {
      bus.answer('q', 'api', (data) => {
        answers += 1;
        if (data.length === 0) return Promise.reject(new Error('An empty question'));
        return Promise.resolve(bytes(`${textOf(data)}!`));
      });
      await bus.flush();
    }
    expect(textOf(await buses[0]!.ask('q', bytes('a')))).toBe('a!');
    await expect(buses[1]!.ask('q')).rejects.toThrow('An empty question');
    expect(answers).toBe(2);
  });

  it('a question without an answer, and an answer that is too large, are errors', async () => {
    const bus = await connectAt(await startCluster());
    await expect(bus.ask('nobody')).rejects.toThrow(BusError);
    bus.answer('large', 'api', () => Promise.resolve(Buffer.alloc(MAX_ANSWER_BYTES)));
    await expect(bus.ask('large')).rejects.toThrow('bytes');
  });

  it('a process starts without NATS, and joins when a node is there', async () => {
    const cluster = await startCluster();
    await cluster.kill(0);
    const bus = dial([cluster.url()]);
    const got: string[] = [];
    bus.join('a', (data) => got.push(textOf(data)));
    bus.publish('a', bytes('lost'));
    await expect(bus.flush()).rejects.toThrow(BusError);
    await expect(bus.ask('q')).rejects.toThrow(BusError);
    await cluster.launch(0);
    await until('the bus is connected', () => bus.isConnected);
    bus.publish('a', bytes('heard'));
    await until('it is heard', () => got.length > 0);
    expect(got).toEqual(['heard']);
  });

  it('a lost connection is made anew at another node, with all subscriptions, and reported', async () => {
    const cluster = await startCluster(3);
    const bus = dial(cluster.urls(0).split(','));
    const sender = await connectAt(cluster, 1);
    await until('the bus is connected', () => bus.isConnected);
    const breaks: string[] = [];
    bus.breaks$.subscribe((reason) => breaks.push(reason));
    const got: string[] = [];
    bus.join('a', (data) => got.push(textOf(data)));
    // Of the nodes it knows, a client takes any; the sender is at the second one.
    const counts = await Promise.all([0, 1, 2].map((node) => cluster.countClients(node)));
    await cluster.kill(counts.findIndex((count, node) => count > (node === 1 ? 1 : 0)));
    await until('the break is reported', () => breaks.includes('reconnected'));
    await until('messages come again', () => {
      sender.publish('a', bytes('again'));
      return got.length > 0;
    });
  });

  it('a flush fails while the server is frozen: what was published may be lost', async () => {
    const cluster = await startCluster();
    const bus = await connectAt(cluster);
    cluster.freeze(0);
    bus.publish('a', bytes('1'));
    // The signal may reach the server a moment later.
    await until('a flush fails', () =>
      bus.flush().then(
        () => false,
        (error: unknown) => error instanceof BusError,
      ),
    );
    cluster.thaw(0);
    await until('the bus is connected again', async () => {
      try {
        await bus.flush();
        return true;
      } catch {
        return false;
      }
    });
  });

  it('behind a fence, a subscription at another node misses nothing that the relay publishes', async () => {
    const cluster = await startCluster(3);
    const [gateway, relay] = [await connectAt(cluster, 0), await connectAt(cluster, 2)];
    const subjects = new BusSubjects('nyc');
    relay.answer(subjects.fence, 'relay', () => Promise.resolve(Buffer.alloc(0)));
    await relay.flush();
    const fence = new Fence(gateway, subjects);
    const rounds = 300;
    const got = new Set<number>();
    for (let i = 0; i < rounds; i += 1) {
      gateway.join(`s.nyc.rider.${i}`, () => got.add(i));
      await fence.pass();
      // The relay publishes at once.
      relay.publish(`s.nyc.rider.${i}`, bytes('x'));
    }
    await relay.flush();
    await until('all have arrived', () => got.size === rounds);
  });

  it('streams that open at the same time share one fence, and a later one has its own', async () => {
    const bus = await connectAt(await startCluster());
    const subjects = new BusSubjects('nyc');
    let questions = 0;
    bus.answer(subjects.fence, 'relay', () => {
      questions += 1;
      return Promise.resolve(Buffer.alloc(0));
    });
    const fence = new Fence(bus, subjects);
    await Promise.all(Array.from({ length: 50 }, () => fence.pass()));
    expect(questions).toBe(1);
    await fence.pass();
    expect(questions).toBe(2);
  });

  it('a fence without a relay fails instead of waiting for ever', async () => {
    const bus = await connectAt(await startCluster());
    await expect(new Fence(bus, new BusSubjects('nyc')).pass()).rejects.toThrow(BusError);
  });
});
