import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { SandboxDriver } from '#contracts';
import { ensureBuilt, startTestServer, type TestServer } from '#api-harness';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const run = promisify(execFile);

let server: TestServer;
let page: string;
let folder: string;

beforeAll(async () => {
  ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'sandbox-page-'));
  server = await startTestServer();
  page = await readFile(join(root, 'docs/sandbox.md'), 'utf8');
});

afterAll(async () => {
  await server.drop();
  await rm(folder, { recursive: true });
});

/** The example of the page in this language, against the server of the test. */
function exampleIn(language: 'sh' | 'js'): string {
  const [, code = ''] = new RegExp('```' + language + '\\n([\\s\\S]*?)```').exec(page) ?? [];
  expect(code).not.toBe('');
  return code.replaceAll('http://localhost:3000', server.url);
}

it('the command of the page makes a driver', async () => {
  const { stdout } = await run('sh', ['-ec', exampleIn('sh')]);
  const driver = JSON.parse(stdout) as SandboxDriver;
  expect(driver).toMatchObject({ status: 'available', trip: { speedFactor: 60 } });
  await fetch(`${server.url}/v1/sandbox/drivers/${driver.id}`, { method: 'DELETE' });
});

it('the program of the page takes a ride with a redispatch', async () => {
  const file = join(folder, 'ride.mjs');
  const compiled = (name: string) =>
    `'${pathToFileURL(join(root, `dist/packages/client/src/${name}.js`)).href}'`;
  const program = exampleIn('js')
    .replace(`'@tripstream/client/commands'`, compiled('commands'))
    .replace(`'@tripstream/client'`, compiled('index'));
  await writeFile(file, program);
  const { stdout } = await run(process.execPath, [file]);
  const lines = stdout.trim().split('\n');
  expect(lines).toEqual(expect.arrayContaining(['trip.redispatching', 'trip.completed']));
  expect(lines.at(-1)).toMatch(/^online, offer, accepted, .*cancelled/);
});
