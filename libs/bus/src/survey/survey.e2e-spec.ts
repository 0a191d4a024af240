import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Metrics } from '#platform';
import { hasNatsServer, NatsCluster, until } from '#testing';
import { BusSubjects } from '../bus-subjects.js';
import { NatsBus } from '../nats/nats-bus.js';
import { Survey, type SurveyKind } from './survey.js';

const withNats = hasNatsServer ? describe : describe.skip;

const KIND: SurveyKind<{ about: string }, { text: string }> = {
  name: 'test',
  question: z.object({ about: z.string() }),
  answer: z.object({ text: z.string() }),
};
const expecting = (...processes: string[]) => ({
  members: { list: () => processes, note: () => undefined },
});
const subjects = new BusSubjects('nyc');

withNats('a survey over NATS (left out where nats-server is missing)', () => {
  const cleanups: (() => unknown)[] = [];

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function connectAt(server: string): Promise<NatsBus> {
    const bus = new NatsBus({ servers: [server], name: 'test' }, new Metrics());
    bus.onModuleInit();
    cleanups.push(() => bus.onApplicationShutdown());
    await until('the bus is connected', () => bus.isConnected);
    return bus;
  }

  it('reaches processes at all nodes, and ends without one that has died', async () => {
    const cluster = await NatsCluster.start(2);
    cleanups.push(() => cluster.stop());
    const buses = [await connectAt(cluster.url(0)), await connectAt(cluster.url(1))];
    const [asking] = buses.map((bus, index) => {
      const survey = new Survey(bus, subjects, KIND);
      survey.answer(String(index), ({ about }) => ({ text: `${index}, ${about}` }));
      return survey;
    });
    await Promise.all(buses.map((bus) => bus.flush()));
    const ask = () => asking!.ask({ about: 'ada' }, expecting('0', '1'));
    await until('both nodes know of both processes', async () => (await ask())?.isComplete);
    const texts = (await ask())?.answers.map(({ text }) => text) ?? [];
    expect(texts.sort()).toEqual(['0, ada', '1, ada']);
    await buses[1]!.onApplicationShutdown();
    expect(await ask()).toEqual({ answers: [{ text: '0, ada' }], isComplete: false });
  });

  it('a survey has no result while NATS is away', async () => {
    const cluster = await NatsCluster.start(1);
    cleanups.push(() => cluster.stop());
    const bus = await connectAt(cluster.url());
    await cluster.kill(0);
    await until('the bus has noticed', () => !bus.isConnected);
    const survey = new Survey(bus, subjects, KIND);
    expect(await survey.ask({ about: 'ada' }, expecting('0'))).toBeUndefined();
  });
});
