import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { ensureBuilt } from '#api-harness';
import { API_PROGRAM } from '#simulation';
import { createTestDatabase, type TestDatabase, until } from '#testing';

const hasScript = spawnSync('script', ['--version']).status === 0;
const LISTENS = /Tripstream listens on/;

let database: TestDatabase;
let server: ChildProcess | undefined;

beforeAll(async () => {
  ensureBuilt();
  database = await createTestDatabase();
});

afterEach(() => {
  // The group includes the server that `script` has started.
  if (server?.pid) process.kill(-server.pid, 'SIGKILL');
  server = undefined;
});

afterAll(() => database.drop());

/** Starts a server. @returns what it has written until it listens and has told its pages */
async function start(command: string, args: string[], pages: RegExp): Promise<string> {
  const environment = { AUTH_MODE: 'demo', HOST: '127.0.0.1', PORT: '0', TERM: 'xterm' };
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], DATABASE_URL: database.url, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  server = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  await until('the server has told its pages', () => LISTENS.test(output) && pages.test(output));
  return output;
}

describe('what a server prints at its start', () => {
  (hasScript ? it : it.skip)(
    'on a terminal it lists links and writes readable lines (needs the command script)',
    async () => {
      const command = `'${process.execPath}' '${API_PROGRAM}'`;
      const output = await start('script', ['-qefc', command, '/dev/null'], /API +http/);
      expect(output).toMatch(/Rider +http:\/\/127\.0\.0\.1:\d+\/rider\r?\n/);
      expect(output).toMatch(/\d\d:\d\d:\d\d.*INFO.*Server: Tripstream listens on/);
      expect(output).not.toContain('{"level"');
    },
  );

  it('elsewhere each line is one JSON object, without colours, and one line names the pages', async () => {
    const output = await start(process.execPath, [API_PROGRAM], /Pages: .*\n/);
    const lines = output.trim().split('\n');
    const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages).toContainEqual(expect.stringMatching(/^Pages: http.*\/side-by-side/));
    expect(output.includes('\u001b')).toBe(false);
  });
});
