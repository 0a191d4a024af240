import { Settings } from '#platform';

/**
 * The defaults, but for what a load of thousands from one machine would run into: it is
 * one user for all broadcast streams, and one address for all requests.
 */
export const benchVariables = {
  HOST: '127.0.0.1',
  PORT: '0',
  AUTH_MODE: 'demo',
  LOG_LEVEL: 'error',
  STREAMS_PER_USER: '1000000',
  STREAMS_PER_PROCESS: '1000000',
  RATE_LIMIT_PER_SECOND: '1000000',
  // Nobody drives: the one trip must not end while its stream is measured.
  MATCHING_DEADLINE_SECONDS: '86400',
};

export const benchSettings = (dataDir: string): Settings =>
  Settings.from({ ...benchVariables, DATA_DIR: dataDir });
