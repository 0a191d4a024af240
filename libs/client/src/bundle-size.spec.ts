import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../test/bundle.mjs', import.meta.url));

interface Bundle {
  /** Bytes, minified and gzipped. */
  gzipped: number;
  imports: string[];
  hasCommands: boolean;
}

async function bundle(name: string): Promise<Bundle> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, name]);
  return JSON.parse(stdout) as Bundle;
}

describe('what a page has to load', () => {
  it.each([
    ['connect', 8_192],
    ['connectShared', 10_240],
  ])(
    'for %s is at most %d bytes, needs nothing else and has no commands in it',
    async (name, most) => {
      const { gzipped, imports, hasCommands } = await bundle(name);
      expect({ imports, hasCommands }).toEqual({ imports: [], hasCommands: false });
      expect(gzipped).toBeLessThanOrEqual(most);
      expect(gzipped).toBeGreaterThan(most / 2);
    },
  );

  it('for the commands has them in it, so that their absence means something', async () => {
    expect(await bundle('TripstreamApi')).toMatchObject({ hasCommands: true });
  });
});
