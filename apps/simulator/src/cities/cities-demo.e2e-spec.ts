import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from '#api-harness';
import { API_PROGRAM } from '#simulation';
import { hasNatsServer } from '#testing';

const PROGRAM = path.join(path.dirname(API_PROGRAM), '../../simulator/src/demo.js');
/** Few cars and few rides, with one process for each city, so that it takes less than a minute. */
const OPTIONS = [
  ['--cities', '2', '--gateways', '2', '--instances', '1', '--kill-every', '2s'],
  ['--for', '4s', '--speed', '100', '--drivers', '8', '--riders-per-hour', '120'],
].flat();

const withNats = hasNatsServer ? describe : describe.skip;

withNats('the demo with cities (left out where nats-server is missing)', () => {
  let folder: string;
  let demo: ChildProcess | undefined;

  beforeAll(ensureBuilt);

  afterEach(async () => {
    demo?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('kills servers in turn, and passes the audit of both cities', async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'tripstream-cities-spec-'));
    // Postgres runs under another account when root runs the tests.
    await chmod(folder, 0o777);
    const { DATABASE_URL: _, ...environment } = process.env;
    demo = spawn(process.execPath, [PROGRAM, ...OPTIONS], {
      env: { ...environment, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    demo.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
    const [code] = (await once(demo, 'close')) as [code: number | null];
    expect(output).toMatch(/^AUDIT PASSED in nyc$/m);
    expect(output).toMatch(/^AUDIT PASSED in ber$/m);
    expect(output).toMatch(/^AUDIT PASSED in nyc and ber$/m);
    expect(output).toMatch(/^ +gateways +killed [1-9]/m);
    expect(code).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });
});
