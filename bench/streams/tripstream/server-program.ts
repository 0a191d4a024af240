import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BenchProgram } from '../process/bench-child.js';

/**
 * The settings that differ from the defaults. The whole load comes from one address, and
 * all broadcast streams belong to one user, so the limits per address and user are lifted.
 */
export const benchVariables = {
  // `npm start` sets it too.
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  AUTH_MODE: 'demo',
  LOG_LEVEL: 'error',
  STREAMS_PER_USER: '1000000',
  STREAMS_PER_PROCESS: '1000000',
  STREAMS_PER_ADDRESS: '1000000',
  RATE_LIMIT_PER_SECOND: '1000000',
  // The benchmark has no drivers, and its trip must not end while its stream is measured.
  MATCHING_DEADLINE_SECONDS: '86400',
};

/**
 * The data folder is always the same one: it is locked, so a second benchmark on this
 * machine is refused instead of disturbing the first. When root runs the benchmark, the
 * server keeps its data in /var/lib/tripstream, and the next run removes it.
 */
const DATA_DIR = path.join(tmpdir(), 'tripstream-bench');

/**
 * The compiled server, as `npm start` runs it, with a module that is loaded before it and
 * through which the benchmark reaches into the process.
 *
 * @param instrumentation the module to load before the server
 */
export const createServerProgram = (instrumentation: URL): BenchProgram => ({
  module: new URL('../../../apps/api/src/main.js', import.meta.url),
  flags: ['--import', instrumentation.href],
  env: { PATH: process.env['PATH'], ...benchVariables, DATA_DIR },
});
