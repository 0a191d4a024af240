import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureBuilt } from '#api-harness';
import { optionsFor } from '../peers/peer.js';
import { findProxy, startProxy } from '../peers/proxy-process.js';
import { subjects } from '../peers/subjects.js';
import { runKit } from '../run-kit.js';

/** What a server fails, in the order of the checks. */
const expected: Record<string, readonly string[]> = {
  tripstream: [],
  'better-sse': ['head'],
  nest: ['heartbeat', 'retry', 'resume-loss', 'resume-away', 'resume-mid-message'],
  express: ['heartbeat', 'retry', 'ids', 'head'],
  'nginx-ops': [],
  caddy: [],
  'nginx-default': [],
  'nginx-express': [
    'status',
    'no-compression',
    'headers-at-once',
    'first-byte',
    'no-delay',
    'unknown-id',
    'head',
    'challenge',
  ],
};

describe('the peers of the conformance kit', () => {
  const cleanups: (() => Promise<void>)[] = [];

  beforeAll(() => {
    ensureBuilt();
  });

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  for (const { id, start, proxy } of subjects) {
    const isMissing = proxy !== undefined && findProxy(proxy) === undefined;
    const note = isMissing ? ` (left out: ${proxy.program} is not installed)` : '';
    (isMissing ? it.skip : it)(
      `${id} fails exactly the checks that the document names${note}`,
      async () => {
        const peer = await start();
        cleanups.push(() => peer.stop());
        const running = proxy && (await startProxy(proxy, peer.url));
        if (running) cleanups.push(() => running.stop());
        const fails = expected[id] ?? [];
        // Short times for what never comes, long ones for what does.
        const times = {
          timeoutMs: fails.length > 0 ? 4000 : 30_000,
          quietMs: fails.includes('heartbeat') ? 3000 : 60_000,
          delayMs: fails.includes('no-delay') ? 500 : 30_000,
        };
        const results = await runKit(optionsFor(peer, running?.url, times));
        const failed = results.filter(({ outcome }) => outcome.kind === 'failed');
        expect(failed.map(({ check }) => check.id)).toEqual(fails);
      },
    );
  }
});
