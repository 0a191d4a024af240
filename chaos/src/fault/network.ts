import { until } from '#testing';
import { audience } from '../load/audience.js';
import { StreamWriter } from '../load/stream-writer.js';
import { wait, type Fault } from '../run/scene.js';
import type { Link } from '../stage/network-link.js';

/** P11's bound, in milliseconds. */
const NOTICED_WITHIN_MS = 7_000;

const isStream = ({ request }: Link): boolean => /^GET \S+\/stream/.test(request);

const halfOpen: Fault = {
  name: 'half-open',
  what: 'streams go silent without an end: the line is dead and nobody was told',
  async inject({ stage, city, findings }) {
    const before = city.book.losses;
    const dead: Link[] = [];
    stage.toServers.halfOpen((link) => isStream(link) && dead.push(link) > 0);
    const began = performance.now();
    const noticed = (): boolean => city.book.losses - before >= dead.length / 2;
    await until('clients have noticed', noticed, { timeoutMs: 30_000 });
    const took = Math.round(performance.now() - began);
    findings.measure('P11', `half of ${dead.length} dead streams were noticed in ${took} ms`);
    findings.expect('P11', took <= NOTICED_WITHIN_MS, `dead streams were noticed after ${took} ms`);
    await city.busy(3);
    // In the end the system gives up on such a connection; here it needn't take a quarter of an hour.
    for (const link of dead) link.cut();
  },
};

const flapping: Fault = {
  name: 'flapping-network',
  what: 'every connection is reset and new ones refused, again and again',
  random: true,
  async inject({ stage, random, city }) {
    for (let flap = 0; flap < 12; flap += 1) {
      stage.toServers.refuse();
      await wait(random.between(20, 300));
      stage.toServers.restore();
      await wait(random.between(50, 500));
    }
    await city.busy(2);
  },
};

const oneByteSlices: Fault = {
  name: 'one-byte-slices',
  what: 'every byte arrives alone, both ways',
  async inject({ stage, city }) {
    stage.toServers.form({ sliceBytes: 1 });
    // Fresh connections too, and what they replay.
    stage.toServers.reset();
    await city.busy(6);
    stage.toServers.restore();
  },
};

/** @param cuts connections that end in the middle */
export const cutMidFrame = (cuts: number): Fault => ({
  name: 'cut-mid-frame',
  what: 'connections are cut after a number of bytes, in the middle of frames and answers',
  random: true,
  async inject({ stage, random, city, findings }) {
    let cut = 0;
    stage.toServers.onLink = (link) => {
      link.budget = Math.floor(random.between(1, 6_000));
      cut += 1;
    };
    stage.toServers.reset();
    await until('enough connections were cut', () => cut >= cuts, { timeoutMs: 60_000 });
    stage.toServers.onLink = undefined;
    findings.measure('P3', `${cut} connections cut after some bytes`);
    await city.busy(2);
  },
});

const slowReader: Fault = {
  name: 'slow-reader',
  what: 'a line so slow that events pile up: readers are fed at their own pace',
  people: { riders: 3, drivers: 3 },
  async inject(scene) {
    const { stage, city } = scene;
    const streams = await audience(scene, 2);
    const writer = await StreamWriter.at(stage.directUrl);
    try {
      stage.toServers.form({ delayMs: 40, sliceBytes: 16_384 });
      for (let batch = 0; batch < 10; batch += 1) await writer.commit(streams, 10, 20_000);
      await city.busy(2);
    } finally {
      stage.toServers.restore();
      await writer.close();
    }
  },
};

export const networkFaults = [halfOpen, flapping, oneByteSlices, cutMidFrame(40), slowReader];
