import { until } from '#testing';
import { pause, type Fault, type Experiment } from '../run/experiment.js';

/** @param kills the number of kills */
export const killApi = (kills: number): Fault => ({
  name: 'kill-api',
  description: `kill -9 of the server in the middle of trips, ${kills} times, when the seed says`,
  random: true,
  async inject({ target, random, workload }) {
    for (let kill = 0; kill < kills; kill += 1) {
      await workload.awaitTrips(2);
      await pause(random.between(0, 600));
      await Promise.all(target.aliveServers.map((server) => server.kill()));
      await target.startServer();
    }
  },
});

const twoInstancesOneKilled: Fault = {
  name: 'two-instances-one-killed',
  description: 'two servers at one database; the one with the active engine is killed and replaced',
  random: true,
  target: { instances: 2 },
  async inject({ target, random, workload, findings }) {
    await pause(random.between(0, 500));
    const active = await findActiveServer({ target });
    await active.kill();
    const startedAt = performance.now();
    await until(
      'the other engine is active',
      async () => (await findActiveServer({ target })).isAlive,
    );
    findings.measure('P9', `engine taken over in ${Math.round(performance.now() - startedAt)} ms`);
    await workload.awaitTrips(4);
    await target.startServer();
  },
};

/** P9 allows 2 s for an offer to move on; the takeover precedes that. */
const TAKEOVER_LIMIT_MS = 6_000;

const enginePaused: Fault = {
  name: 'engine-paused',
  description: 'SIGSTOP of the server with the active engine, past its takeover, then SIGCONT',
  random: true,
  target: { instances: 2 },
  async inject({ target, random, workload, findings }) {
    await pause(random.between(0, 500));
    const paused = await findActiveServer({ target });
    const other = target.servers.find((server) => server !== paused);
    paused.send('SIGSTOP');
    const startedAt = performance.now();
    // Clients of the paused server receive no heartbeat and reconnect to the other server.
    target.removeFromRotation(paused);
    await until('the other engine is active', async () => (await readEngineMetric(other)) === 1, {
      timeoutMs: TAKEOVER_LIMIT_MS,
    });
    findings.measure('P9', `engine taken over in ${Math.round(performance.now() - startedAt)} ms`);
    await workload.awaitTrips(3);
    await pause(1_000);
    paused.send('SIGCONT');
    target.returnToRotation(paused);
    await workload.awaitTrips(3);
    await until('one engine is active', async () => {
      const active = await Promise.all(target.aliveServers.map(readEngineMetric));
      return active.filter((value) => value === 1).length === 1;
    });
  },
};

const rollingRestart: Fault = {
  name: 'rolling-restart',
  description: 'two servers are drained and replaced one after the other, under load',
  target: { instances: 2 },
  async inject({ target, workload, findings }) {
    for (const old of [...target.servers]) {
      await target.startServer();
      target.removeFromRotation(old);
      const startedAt = performance.now();
      const code = await old.stop();
      const took = Math.round(performance.now() - startedAt);
      findings.expect('P13', code === 0, `a drained server ended with ${code ?? 'a signal'}`);
      findings.expect('P13', took < 5_000, `a drain took ${took} ms`);
      findings.measure('P13', `drained in ${took} ms`);
      await workload.awaitTrips(4);
    }
  },
};

async function findActiveServer({ target }: Pick<Experiment, 'target'>) {
  return until('an engine is active', async () => {
    const active = await Promise.all(target.aliveServers.map(readEngineMetric));
    return target.aliveServers.find((_, index) => active[index] === 1);
  });
}

const readEngineMetric = (
  server: Experiment['target']['servers'][number] | undefined,
): Promise<number> => (server ? server.metric('tripstream_engine_active') : Promise.resolve(0));

export const processFaults = [killApi(3), twoInstancesOneKilled, enginePaused, rollingRestart];
