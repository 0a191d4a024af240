import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { variants } from './src/broken/variants.js';
import { catalogue } from './src/catalogue.js';
import type { Findings } from './src/check/findings.js';
import { cutMidFrame } from './src/fault/network.js';
import { killApi } from './src/fault/processes.js';
import { runFault, runVariant } from './src/run/run-fault.js';
import type { Fault } from './src/run/experiment.js';
import { checkout, compiled } from './src/target/checkout.js';

/** The servers run from `dist`, which `npm test` has built; a single spec may be the first to need it. */
beforeAll(() => {
  if (existsSync(compiled('chaos/src/main.ts'))) return;
  spawnSync('npm', ['run', '--silent', 'build:chaos'], { cwd: checkout, stdio: 'inherit' });
}, 120_000);

const LIMIT_MS = 240_000;
const population = { riders: 2, drivers: 3 };

const brokenIn = (findings: Findings) =>
  findings.failed.map((name) => ({ name, examples: findings.examplesOf(name) }));

/** One experiment for both faults: a target and a steady state cost more than the faults. */
const cutThenKilled: Fault = {
  ...killApi(1),
  population,
  async inject(experiment) {
    await cutMidFrame(12).inject(experiment);
    await killApi(1).inject(experiment);
  },
};

/** The whole suite is `npm run test:faults` (docs/faults.md). */
describe('a short run of the fault suite', () => {
  it(
    'keeps every promise while connections are cut in the middle of frames and the server is killed',
    async () => {
      const { findings } = await runFault(cutThenKilled, 1);
      expect(brokenIn(findings)).toEqual([]);
      expect(findings.names).toEqual(expect.arrayContaining(['P1', 'P2', 'P3', 'P9', 'P10']));
    },
    LIMIT_MS,
  );

  it(
    'catches accepts without a lock: the checkers can fail',
    async () => {
      const variant = variants.find(({ name }) => name === 'no-lock')!;
      const fault = catalogue.find(({ name }) => name === variant.fault)!;
      const { findings } = await runVariant(variant, fault, 1);
      expect(findings.failed).toEqual(expect.arrayContaining([...variant.caughtBy]));
    },
    LIMIT_MS,
  );
});
