import { until } from '#testing';
import { wait, type Fault, type Scene } from '../run/scene.js';

/** @param kills how often */
export const killApi = (kills: number): Fault => ({
  name: 'kill-api',
  what: `kill -9 of the server in the middle of trips, ${kills} times, at moments of the seed`,
  random: true,
  async inject({ stage, random, city }) {
    for (let kill = 0; kill < kills; kill += 1) {
      await city.busy(2);
      await wait(random.between(0, 600));
      await Promise.all(stage.alive.map((server) => server.kill()));
      await stage.startServer();
    }
  },
});

const twoInstancesOneKilled: Fault = {
  name: 'two-instances-one-killed',
  what: 'two servers at one database; the one with the active engine is killed and replaced',
  random: true,
  stage: { instances: 2 },
  async inject({ stage, random, city, findings }) {
    await wait(random.between(0, 500));
    const active = await engine({ stage });
    await active.kill();
    const began = performance.now();
    await until('the other engine is active', async () => (await engine({ stage })).isAlive);
    findings.measure('P9', `engine taken over in ${Math.round(performance.now() - began)} ms`);
    await city.busy(4);
    await stage.startServer();
  },
};

/** P9 allows 2 s for an offer to move on, and a takeover comes before it. */
const TAKEOVER_LIMIT_MS = 6_000;

const enginePaused: Fault = {
  name: 'engine-paused',
  what: 'SIGSTOP of the server with the active engine, past its takeover, then SIGCONT',
  random: true,
  stage: { instances: 2 },
  async inject({ stage, random, city, findings }) {
    await wait(random.between(0, 500));
    const paused = await engine({ stage });
    const other = stage.servers.find((server) => server !== paused);
    paused.send('SIGSTOP');
    const began = performance.now();
    // Who is connected to the frozen one hears nothing, and comes back to the other.
    stage.unlist(paused);
    await until('the other engine is active', async () => (await isEngine(other)) === 1, {
      timeoutMs: TAKEOVER_LIMIT_MS,
    });
    findings.measure('P9', `engine taken over in ${Math.round(performance.now() - began)} ms`);
    await city.busy(3);
    await wait(1_000);
    paused.send('SIGCONT');
    stage.relist(paused);
    await city.busy(3);
    await until('one engine is active', async () => {
      const active = await Promise.all(stage.alive.map(isEngine));
      return active.filter((value) => value === 1).length === 1;
    });
  },
};

const rollingRestart: Fault = {
  name: 'rolling-restart',
  what: 'two servers are drained and replaced one after the other, under load',
  stage: { instances: 2 },
  async inject({ stage, city, findings }) {
    for (const old of [...stage.servers]) {
      await stage.startServer();
      stage.unlist(old);
      const began = performance.now();
      const code = await old.stop();
      const took = Math.round(performance.now() - began);
      findings.expect('P13', code === 0, `a drained server ended with ${code ?? 'a signal'}`);
      findings.expect('P13', took < 5_000, `a drain took ${took} ms`);
      findings.measure('P13', `drained in ${took} ms`);
      await city.busy(4);
    }
  },
};

async function engine({ stage }: Pick<Scene, 'stage'>) {
  return until('an engine is active', async () => {
    const active = await Promise.all(stage.alive.map(isEngine));
    return stage.alive.find((_, index) => active[index] === 1);
  });
}

const isEngine = (server: Scene['stage']['servers'][number] | undefined): Promise<number> =>
  server ? server.metric('tripstream_engine_active') : Promise.resolve(0);

export const processFaults = [killApi(3), twoInstancesOneKilled, enginePaused, rollingRestart];
