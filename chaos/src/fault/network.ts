import { until } from '#testing';
import { subscribeIdleDrivers } from '../workload/idle-subscribers.js';
import { ConcurrentWriters } from '../workload/concurrent-writers.js';
import { pause, type Fault } from '../run/experiment.js';
import type { ProxiedConnection } from '../target/proxied-connection.js';

/** P11's bound, in milliseconds. */
const NOTICED_WITHIN_MS = 7_000;

const isStream = ({ request }: ProxiedConnection): boolean => /^GET \S+\/stream/.test(request);

const halfOpen: Fault = {
  name: 'half-open',
  description: 'streams go silent without an end: the line is dead and nobody was told',
  async inject({ target, workload, findings }) {
    const before = workload.journal.losses;
    const dead: ProxiedConnection[] = [];
    target.serverProxy.makeHalfOpen((link) => isStream(link) && dead.push(link) > 0);
    const began = performance.now();
    const noticed = (): boolean => workload.journal.losses - before >= dead.length / 2;
    await until('clients have noticed', noticed, { timeoutMs: 30_000 });
    const took = Math.round(performance.now() - began);
    findings.measure('P11', `half of ${dead.length} dead streams were noticed in ${took} ms`);
    findings.expect('P11', took <= NOTICED_WITHIN_MS, `dead streams were noticed after ${took} ms`);
    await workload.awaitTrips(3);
    // In the end the system gives up on such a connection; here it needn't take a quarter of an hour.
    for (const link of dead) link.reset();
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
  description: 'every byte arrives alone, both ways',
  async inject({ target, workload }) {
    target.serverProxy.shapeTraffic({ sliceBytes: 1 });
    // Fresh connections too, and what they replay.
    target.serverProxy.reset();
    await workload.awaitTrips(6);
    target.serverProxy.restore();
  },
};

/** @param cuts connections that end in the middle */
export const cutMidFrame = (cuts: number): Fault => ({
  name: 'cut-mid-frame',
  description: 'connections are cut after a number of bytes, in the middle of frames and answers',
  random: true,
  async inject({ target, random, workload, findings }) {
    let cut = 0;
    target.serverProxy.onConnection = (link) => {
      link.budget = Math.floor(random.between(1, 6_000));
      cut += 1;
    };
    target.serverProxy.reset();
    await until('enough connections were cut', () => cut >= cuts, { timeoutMs: 60_000 });
    target.serverProxy.onConnection = undefined;
    findings.measure('P3', `${cut} connections cut after some bytes`);
    await workload.awaitTrips(2);
  },
});

const slowReader: Fault = {
  name: 'slow-reader',
  description: 'a line so slow that events pile up: readers are fed at their own pace',
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
