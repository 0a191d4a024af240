import { availableParallelism } from 'node:os';
import { findChromium } from './libs/testing/src/jest/find-chromium.mjs';

/**
 * Tests are named by what they cost: `.spec.ts` is pure, `.db-spec.ts` needs
 * Postgres, `.e2e-spec.ts` speaks HTTP and SSE to a whole server, `.browser-spec.ts`
 * drives the system's Chromium and is left out, in so many words, where there is none.
 * The embedded Postgres is started once for all that need it (libs/testing).
 */
const project = (displayName, pattern, extra = {}) => ({
  displayName,
  testMatch: [`<rootDir>/{apps,libs,packages,bench,tools,chaos,course}/**/*.${pattern}.ts`],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tools/architecture/lint-fixtures/'],
  testEnvironment: '<rootDir>/libs/testing/src/jest/native-environment.cjs',
  testRunner: '<rootDir>/libs/testing/src/jest/native-runner.cjs',
  injectGlobals: false,
  transform: {},
  ...extra,
});

const withPostgres = {
  globalSetup: '<rootDir>/libs/testing/src/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/src/jest/global-teardown.mjs',
};

/**
 * Jest keeps workers for each distinct runner. The pure tests have workers of their own, in which no
 * server has left a timer or a module with state: they replace the timers of the whole process.
 */
const WITHOUT_SERVERS = ['jest-runner', { workers: 'without servers' }];

/** More would need more connections than the Postgres of the tests allows (500). */
const MOST_WORKERS = 12;

const chromium = findChromium();
// Workers inherit it: the specs start the very browser that was found here.
if (chromium) process.env.CHROMIUM_PATH = chromium;

export default {
  // Longer than every wait inside a test (120 s), so that the wait fails first and names itself.
  testTimeout: 270_000,
  reporters: ['default', '<rootDir>/libs/testing/src/jest/left-out-reporter.mjs'],
  testSequencer: '<rootDir>/libs/testing/src/jest/longest-first-sequencer.cjs',
  // Half of what the tests take is waiting: for deadlines, expiries, processes that end.
  // (A percentage above 100 would be read as so many workers.)
  maxWorkers: Math.min(availableParallelism() * 2, MOST_WORKERS),
  // A worker keeps memory of every server it has loaded. Beyond this limit its garbage collection
  // costs more than a new worker.
  workerIdleMemoryLimit: '700MB',
  projects: [
    project('pure', 'spec', { runner: WITHOUT_SERVERS }),
    project('db', 'db-spec', withPostgres),
    project('e2e', 'e2e-spec', withPostgres),
    ...(chromium ? [project('browser', 'browser-spec', withPostgres)] : []),
  ],
};
