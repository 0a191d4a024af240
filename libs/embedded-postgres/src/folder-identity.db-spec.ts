import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { EmbeddedPostgresHarness } from '../test/embedded-postgres-harness.js';

/** These tests simulate no power cut, so the writes needn't reach the disk. */
const NO_FSYNC = { settings: { fsync: 'off' } };

let harness: EmbeddedPostgresHarness;

beforeEach(() => {
  harness = new EmbeddedPostgresHarness();
});

afterEach(() => harness.remove());

describe('EmbeddedPostgres.wasCopied', () => {
  it('a restart in the same folder is no copy', async () => {
    expect((await harness.start(NO_FSYNC)).wasCopied).toBe(false);
    await harness.stopAll();
    expect((await harness.start(NO_FSYNC)).wasCopied).toBe(false);
  });

  it('a data folder that was copied and put in place of the original is a copy, once', async () => {
    await harness.start(NO_FSYNC);
    await harness.stopAll();
    execFileSync('cp', ['-a', harness.dataDir, `${harness.dataDir}-backup`]);
    rmSync(harness.dataDir, { recursive: true });
    renameSync(`${harness.dataDir}-backup`, harness.dataDir);
    expect((await harness.start(NO_FSYNC)).wasCopied).toBe(true);
    await harness.stopAll();
    expect((await harness.start(NO_FSYNC)).wasCopied).toBe(false);
  });

  it('a data folder that was moved is no copy', async () => {
    await harness.start(NO_FSYNC);
    await harness.stopAll();
    renameSync(harness.dataDir, `${harness.dataDir}-moved`);
    renameSync(`${harness.dataDir}-moved`, harness.dataDir);
    expect((await harness.start(NO_FSYNC)).wasCopied).toBe(false);
  });
});
