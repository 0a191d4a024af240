import type { StreamId } from '#contracts';
import { hasNatsServer, until } from '#testing';
import { ConcurrentWriters } from '../workload/concurrent-writers.js';
import { liveLatencies } from '../workload/delivery-latency.js';
import { subscribeIdleDrivers } from '../workload/idle-subscribers.js';
import { pause, type Experiment, type Fault } from '../run/experiment.js';
import type { Server } from '../target/server.js';
import type { TargetOptions } from '../target/target.js';

/** Between two commits of the writer. */
const WRITES_EVERY_MS = 25;
/** Readers of what it writes. */
const READERS = 6;
/** Milliseconds. Past this time the relay's session ends, and a client of NATS leaves a frozen node. */
const FROZEN_MS = 7_000;
/**
 * Milliseconds. The latest an event may reach a client whose stream stays open, on a machine that is
 * three times slower: a frozen node of NATS is noticed after 3 s and left within 5.
 */
const LATEST_MS = 15_000;

/** Two processes with the database and two gateways, spread over the nodes of NATS. */
const TARGET: TargetOptions = { instances: 2, gateways: {} };
const POPULATION = { riders: 3, drivers: 3 };

const gatewayFault = (fault: Omit<Fault, 'population'>): Fault => ({
  target: TARGET,
  population: POPULATION,
  ...(!hasNatsServer && { leftOut: 'nats-server is not installed' }),
  ...fault,
});

/** Commits events to the streams of a few readers while `trouble` happens. */
async function whileWritten(
  experiment: Experiment,
  trouble: () => Promise<unknown>,
): Promise<void> {
  const { target, workload, findings } = experiment;
  const streams = await subscribeIdleDrivers(experiment, READERS);
  const writer = await ConcurrentWriters.connect(target.directUrl);
  const startedAt = Date.now();
  let isOver = false;
  const write = async (): Promise<void> => {
    while (!isOver) {
      await writer.commit(streams);
      await pause(WRITES_EVERY_MS);
    }
  };
  const writing = write();
  try {
    await trouble();
  } finally {
    isOver = true;
    await writing.finally(() => writer.close());
  }
  await workload.awaitTrips(2);
  const latest = Math.round(liveLatencies(workload.journal, startedAt).at(-1) ?? 0);
  findings.measure('P1', `the latest live event came after ${latest} ms`);
  findings.expect('P1', latest <= LATEST_MS, `a live event came after ${latest} ms`);
}

async function findRelay({ target }: Experiment, other?: Server): Promise<Server> {
  return until('a relay is active', async () => {
    const candidates = target.aliveServers.filter((server) => server !== other);
    const active = await Promise.all(
      candidates.map((server) => server.metric('tripstream_relay_active')),
    );
    return candidates.find((_, index) => active[index] === 1);
  });
}

async function awaitNextRelay(experiment: Experiment, last: Server): Promise<void> {
  const startedAt = performance.now();
  await findRelay(experiment, last);
  const took = Math.round(performance.now() - startedAt);
  experiment.findings.measure('P1', `relay taken over in ${took} ms`);
}

const relayKilled = gatewayFault({
  name: 'relay-killed',
  description: 'kill -9 of the process that relays, twice, while gateways serve the streams',
  random: true,
  inject: (experiment) =>
    whileWritten(experiment, async () => {
      const { target, random } = experiment;
      for (let kill = 0; kill < 2; kill += 1) {
        await pause(random.between(0, 600));
        const relay = await findRelay(experiment);
        await relay.kill();
        await awaitNextRelay(experiment, relay);
        await target.startServer();
      }
    }),
});

const relayPaused = gatewayFault({
  name: 'relay-paused',
  description: 'SIGSTOP of the process that relays, past the end of its session, then SIGCONT',
  random: true,
  inject: (experiment) =>
    whileWritten(experiment, async () => {
      const { target, random } = experiment;
      await pause(random.between(0, 600));
      const relay = await findRelay(experiment);
      relay.send('SIGSTOP');
      target.removeFromRotation(relay);
      await awaitNextRelay(experiment, relay);
      await pause(1_000);
      relay.send('SIGCONT');
      target.returnToRotation(relay);
    }),
});

const natsNodeKilled = gatewayFault({
  name: 'nats-node-killed',
  description: 'kill -9 of one node of NATS after the other; each comes back after a second',
  random: true,
  inject: (experiment) =>
    whileWritten(experiment, async () => {
      const { target, random } = experiment;
      for (let node = 0; node < target.nats.size; node += 1) {
        await pause(random.between(0, 600));
        await target.nats.kill(node);
        await pause(1_000);
        await target.nats.launch(node);
      }
    }),
});

const natsNodeFrozen = gatewayFault({
  name: 'nats-node-frozen',
  description:
    'SIGSTOP of the nodes of the relay and of a gateway for 7 s each, one after the other',
  inject: (experiment) =>
    whileWritten(experiment, async () => {
      const { nats } = experiment.target;
      for (const node of [0, 2]) {
        nats.freeze(node);
        await pause(FROZEN_MS);
        nats.thaw(node);
        await pause(1_000);
      }
    }),
});

const natsAway = gatewayFault({
  name: 'nats-away',
  description: 'all nodes of NATS are killed and come back after three seconds',
  inject: (experiment) =>
    whileWritten(experiment, async () => {
      const { nats } = experiment.target;
      const nodes = Array.from({ length: nats.size }, (_, node) => node);
      await Promise.all(nodes.map((node) => nats.kill(node)));
      await pause(3_000);
      await Promise.all(nodes.map((node) => nats.launch(node)));
    }),
});

const gatewayKilled = gatewayFault({
  name: 'gateway-killed',
  description: 'kill -9 of one gateway and the drain of the other, each replaced, under load',
  random: true,
  inject: (experiment) =>
    whileWritten(experiment, async () => {
      const { target, random, findings } = experiment;
      const [first, second] = target.aliveGateways as [Server, Server];
      await pause(random.between(0, 600));
      await first.kill();
      await target.startGateway();
      await pause(random.between(0, 600));
      target.removeFromRotation(second);
      const code = await second.stop();
      findings.expect('P13', code === 0, `a drained gateway ended with ${code ?? 'a signal'}`);
      await target.startGateway();
    }),
});

const databaseAwayFromGateways = gatewayFault({
  name: 'database-behind-gateways',
  description: 'Postgres refuses connections for 4 s: streams at gateways stay open, and go on',
  inject: (experiment) =>
    whileWritten(experiment, async () => {
      const { target } = experiment;
      target.databaseProxy.refuse();
      await pause(4_000);
      target.databaseProxy.restore();
      await pause(1_000);
    }),
});

/** Streams that are opened one after the other while all of them are written. */
const OPENINGS = 60;

/**
 * The gateway and the process that answers its questions are at one node, the relay at another: what
 * the relay's node learns of a new subscription, it learns late. Without a fence the events between
 * are lost on the live path.
 */
const slowRoute = gatewayFault({
  name: 'slow-route',
  description: 'messages to the node of the relay take 200 ms, and streams open while written',
  target: { instances: 2, gateways: { nodes: 2, delayToFirstNodeMs: 200 } },
  async inject(experiment) {
    const { target, findings } = experiment;
    await awaitRelayAtFirstNode(experiment);
    const writer = await ConcurrentWriters.connect(target.directUrl);
    try {
      for (let opened = 0; opened < OPENINGS; opened += READERS) {
        await openWhileWritten(experiment, writer);
      }
    } finally {
      await writer.close();
    }
    findings.measure('P1', `${OPENINGS} streams opened while they were written`);
  },
});

/** The first process is at the first node and was alone when it began to relay. */
async function awaitRelayAtFirstNode(experiment: Experiment): Promise<void> {
  const relay = await findRelay(experiment);
  if (relay === experiment.target.server(0)) return;
  throw new Error('The relay is not at the node that this fault needs.');
}

async function openWhileWritten(experiment: Experiment, writer: ConcurrentWriters): Promise<void> {
  const streams: StreamId[] = [];
  let isOver = false;
  const opening = subscribeIdleDrivers(experiment, READERS, (stream) => streams.push(stream));
  const write = async (): Promise<void> => {
    while (!isOver) {
      if (streams.length > 0) await writer.commit(streams);
      await pause(10);
    }
  };
  const writing = write();
  await opening;
  await pause(300);
  isOver = true;
  await writing;
}

export const gatewayFaults: readonly Fault[] = [
  relayKilled,
  relayPaused,
  natsNodeKilled,
  natsNodeFrozen,
  natsAway,
  gatewayKilled,
  databaseAwayFromGateways,
  slowRoute,
];
