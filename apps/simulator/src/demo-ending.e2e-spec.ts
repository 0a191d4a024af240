import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from '#api-harness';
import { API_PROGRAM } from '#simulation';
import { until } from '#testing';

const PROGRAM = path.join(path.dirname(API_PROGRAM), '../../simulator/src/demo.js');
/** Small and fast, and longer than each test needs. */
const OPTIONS = ['--for', '60s', '--drivers', '6', '--riders-per-hour', '60', '--speed', '50'];

let folder: string;
let demos: ChildProcess[];

beforeAll(ensureBuilt);

beforeEach(async () => {
  demos = [];
  folder = await mkdtemp(path.join(tmpdir(), 'tripstream-demo-spec-'));
  // Postgres runs under another account when root runs the tests.
  await chmod(folder, 0o777);
});

afterEach(async () => {
  for (const demo of demos) demo.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A demo whose temporary files are in the folder of the test. */
function startDemo() {
  const { DATABASE_URL: _, ...environment } = process.env;
  const demo = spawn(process.execPath, [PROGRAM, ...OPTIONS], {
    env: { ...environment, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  demos.push(demo);
  let output = '';
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exited = once(demo, 'close') as Promise<[code: number | null]>;
  const says = (text: RegExp) => until(`the demo says ${String(text)}`, () => text.test(output));
  const isRunning = () => until('a ride is under way', () => /riders \d+ waiting/.test(output));
  const address = () => /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? '';
  return { demo, exited, says, isRunning, address, read: () => output };
}

const leftovers = async () =>
  (await readdir(folder)).filter((name) => name.startsWith('tripstream-demo-'));

describe('the ending of a demo', () => {
  it('says what follows the first Ctrl-C, audits the rides, and leaves no folder', async () => {
    const { demo, exited, says, isRunning, read } = startDemo();
    await isRunning();
    expect(await leftovers()).toHaveLength(1);
    demo.kill('SIGINT');
    await says(/Finishing: no new requests/);
    const [code] = await exited;
    expect(read()).toContain('AUDIT PASSED');
    expect(code).toBe(0);
    expect(await leftovers()).toEqual([]);
  });

  it('ends at once after the second Ctrl-C, without an audit and without a folder', async () => {
    const { demo, exited, says, isRunning, read } = startDemo();
    await isRunning();
    demo.kill('SIGINT');
    await says(/Finishing: no new requests/);
    // Interrupts right after each other count as one press, so this one may need a repetition.
    const press = setInterval(() => demo.kill('SIGINT'), 500);
    await says(/Stopping at once: no audit/);
    clearInterval(press);
    const [code] = await exited;
    expect(code).toBe(1);
    expect(read()).not.toContain('AUDIT');
    expect(await leftovers()).toEqual([]);
  });

  it('takes its server with it after a kill -9, and the next demo removes the folder', async () => {
    const killed = startDemo();
    await killed.isRunning();
    const [left] = await leftovers();
    killed.demo.kill('SIGKILL');
    await killed.exited;
    await until('the server has ended', () =>
      fetch(`${killed.address()}/health/live`).then(
        () => false,
        () => true,
      ),
    );
    const next = startDemo();
    await until('the folder of the killed demo is gone', async () => {
      const names = await leftovers();
      return names.length === 1 && names[0] !== left;
    });
    next.demo.kill('SIGTERM');
    await next.exited;
    expect(await leftovers()).toEqual([]);
  });
});
