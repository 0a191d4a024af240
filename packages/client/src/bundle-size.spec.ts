import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../test/bundle.mjs', import.meta.url));

interface Bundle {
  /** The size in bytes, minified and gzipped. */
  gzipped: number;
  imports: string[];
  hasCommands: boolean;
}

async function bundle(name: string): Promise<Bundle> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, name]);
  return JSON.parse(stdout) as Bundle;
}

describe('the size of the bundle', () => {
  it.each([
    // WebSockets are a twentieth of it: a part that is loaded later would need a bundler that splits.
    ['connect', 8_704],
    ['connectShared', 10_240],
  ])('the bundle of %s has at most %d bytes, no imports and no commands', async (name, most) => {
    const { gzipped, imports, hasCommands } = await bundle(name);
    expect({ imports, hasCommands }).toEqual({ imports: [], hasCommands: false });
    expect(gzipped).toBeLessThanOrEqual(most);
    expect(gzipped).toBeGreaterThan(most / 2);
  });

  it('the bundle of TripstreamApi has commands, which proves that the check above can fail', async () => {
    expect(await bundle('TripstreamApi')).toMatchObject({ hasCommands: true });
  });
});
