import { until } from '#testing';
import { subscribeIdleDrivers } from '../workload/idle-subscribers.js';
import { ConcurrentWriters } from '../workload/concurrent-writers.js';
import { pause, type Fault } from '../run/experiment.js';
import type { ProxiedConnection } from '../target/proxied-connection.js';

/** The bound of P11, in milliseconds. */
const NOTICED_WITHIN_MS = 7_000;

const isStream = ({ request }: ProxiedConnection): boolean => /^GET \S+\/stream/.test(request);

const halfOpen: Fault = {
  name: 'half-open',
  description: 'streams become half-open: the connection is dead, and neither end learns of it',
  async inject({ target, workload, findings }) {
    const before = workload.journal.losses;
    const dead: ProxiedConnection[] = [];
    target.serverProxy.makeHalfOpen(
      (connection) => isStream(connection) && dead.push(connection) > 0,
    );
    const startedAt = performance.now();
    const haveNoticed = (): boolean => workload.journal.losses - before >= dead.length / 2;
    await until('clients have noticed', haveNoticed, { timeoutMs: 30_000 });
    const took = Math.round(performance.now() - startedAt);
    findings.measure('P11', `half of ${dead.length} dead streams were noticed in ${took} ms`);
    findings.expect('P11', took <= NOTICED_WITHIN_MS, `dead streams were noticed after ${took} ms`);
    await workload.awaitTrips(3);
    // The kernel gives up on such a connection after about 15 minutes; the suite does not wait.
    for (const connection of dead) connection.reset();
  },
};

const flapping: Fault = {
  name: 'flapping-network',
  description: 'every connection is reset and new ones refused, again and again',
  random: true,
  async inject({ target, random, workload }) {
    for (let flap = 0; flap < 12; flap += 1) {
      target.serverProxy.refuse();
      await pause(random.between(20, 300));
      target.serverProxy.restore();
      await pause(random.between(50, 500));
    }
    await workload.awaitTrips(2);
  },
};

const oneByteSlices: Fault = {
  name: 'one-byte-slices',
  description: 'every byte arrives in a chunk of its own, in both directions',
  async inject({ target, workload }) {
    target.serverProxy.shapeTraffic({ sliceBytes: 1 });
    // New connections must also survive it, with what they replay.
    target.serverProxy.reset();
    await workload.awaitTrips(6);
    target.serverProxy.restore();
  },
};

/** @param minResets the number of connections to reset at least */
export const cutMidFrame = (minResets: number): Fault => ({
  name: 'cut-mid-frame',
  description: 'connections are cut after a number of bytes, in the middle of frames and answers',
  random: true,
  async inject({ target, random, workload, findings }) {
    let resets = 0;
    target.serverProxy.onConnection = (connection) => {
      connection.budget = Math.floor(random.between(1, 6_000));
      resets += 1;
    };
    target.serverProxy.reset();
    await until('enough connections were cut', () => resets >= minResets, { timeoutMs: 60_000 });
    target.serverProxy.onConnection = undefined;
    findings.measure('P3', `${resets} connections cut after some bytes`);
    await workload.awaitTrips(2);
  },
});

const slowReader: Fault = {
  name: 'slow-reader',
  description: 'a connection so slow that events pile up: slow consumers read from the mailbox',
  population: { riders: 3, drivers: 3 },
  async inject(experiment) {
    const { target, workload } = experiment;
    const streams = await subscribeIdleDrivers(experiment, 2);
    const writer = await ConcurrentWriters.connect(target.directUrl);
    try {
      target.serverProxy.shapeTraffic({ delayMs: 40, sliceBytes: 16_384 });
      for (let batch = 0; batch < 10; batch += 1) await writer.commit(streams, 10, 20_000);
      await workload.awaitTrips(2);
    } finally {
      target.serverProxy.restore();
      await writer.close();
    }
  },
};

export const networkFaults = [halfOpen, flapping, oneByteSlices, cutMidFrame(40), slowReader];
