import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { runCommand } from '../run-command.js';
import { BufferingProxy } from './buffering-proxy.js';
import { SampleServer, TOKEN } from './sample-server.js';

/** The command with its output. */
async function run(...args: readonly string[]) {
  let [out, error] = ['', ''];
  const code = await runCommand(args, {
    out: (text) => void (out += text),
    error: (text) => void (error += text),
  });
  return { code, out, error };
}

describe('npm run conformance', () => {
  let server: SampleServer;
  let access: string[];

  const start = async (fault?: 'media-type' | 'cache-control') => {
    server = await SampleServer.start(fault && { fault });
    access = ['--url', `${server.url}/stream`, '--token', TOKEN];
  };

  beforeEach(() => start());

  afterEach(() => {
    server.stop();
  });

  it('prints TAP 14 with the reason of each check, and ends with 0', async () => {
    const { code, out, error } = await run(...access, '--only', 'status', 'ended');
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const lines = out.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'TAP version 14',
      '1..2',
      `# ${server.url}/stream`,
      'ok 1 - status: The stream is answered with 200',
    ]);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}why: "A browser ends an EventSource/));
    expect(lines).toContainEqual(
      expect.stringMatching(/^ok 2 - ended: .* # SKIP Only with --ended/),
    );
    expect(lines.at(-2)).toBe(
      '# passed 1, failed 0, recommendations not followed 0, not applicable 1',
    );
  });

  it('ends with 1 when a required check has failed', async () => {
    server.stop();
    await start('media-type');
    const { code, out } = await run(...access, '--only', 'media-type');
    expect(code).toBe(1);
    expect(out).toContain('not ok 1 - media-type: The media type is text/event-stream\n');
  });

  it('ends with 0 when only a recommendation is not followed, which it marks as TODO', async () => {
    server.stop();
    await start('cache-control');
    const { code, out } = await run(...access, '--only', 'cache-control');
    expect(code).toBe(0);
    expect(out).toContain('Cache-Control keeps caches away # TODO recommended\n');
  });

  it('writes one JSON object with --json', async () => {
    const { code, out } = await run(...access, '--json', '--only', 'response');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      subject: `${server.url}/stream`,
      summary: { passed: 5, failed: 0, recommended: 0, skipped: 0 },
      checks: expect.arrayContaining([
        expect.objectContaining({ id: 'status', outcome: 'passed', level: 'required' }),
      ]),
    });
  });

  it('makes events happen with --trigger, and with --command', async () => {
    const trigger = await run(...access, '--trigger', `POST ${server.url}/events`, '--only', 'ids');
    expect(trigger.out).toContain('ok 1 - ids: Events have ids\n');
    const program = `fetch('${server.url}/events', { method: 'POST' })`;
    const command = `"${process.execPath}" -e "${program}"`;
    const other = await run(...access, '--command', command, '--only', 'ids');
    expect(other.out).toContain('ok 1 - ids: Events have ids\n');
  });

  it('checks the proxy of --through at the path of the stream, beside the direct one', async () => {
    const proxy = await BufferingProxy.start(server.url, 0);
    try {
      const trigger = `POST ${server.url}/events`;
      const through = ['--through', proxy.url, '--trigger', trigger, '--delay', '60000'];
      const { code, out } = await run(...access, ...through, '--only', 'first-byte', 'no-delay');
      expect(code).toBe(0);
      expect(out).toContain(`# ${proxy.url}/stream in front of ${server.url}/stream\n`);
      expect(out).toMatch(/\d+ ms behind the proxy, \d+ ms without it\./);
      expect(out).toMatch(
        /The slowest of 5 events came \d+ ms after it had come without the proxy\./,
      );
    } finally {
      proxy.stop();
    }
  });

  it('sends no token to the trigger of another origin', async () => {
    const other = await SampleServer.start();
    try {
      const trigger = `GET ${other.url}/stream`;
      const { code, error } = await run(...access, '--trigger', trigger, '--only', 'ids');
      expect(code).toBe(2);
      expect(error).toContain('was answered with 401');
    } finally {
      other.stop();
    }
  });

  it('ends with 2 and bails out when a trigger fails', async () => {
    const trigger = `POST ${server.url}/missing`;
    const { code, out, error } = await run(...access, '--trigger', trigger, '--only', 'ids');
    expect(code).toBe(2);
    expect(error).toContain(`The trigger ${trigger} was answered with 404`);
    expect(out).toMatch(/\nBail out! The trigger/);
  });

  it('ends with 2 when a command fails', async () => {
    const { code, error } = await run(...access, '--command', 'exit 3', '--only', 'ids');
    expect(code).toBe(2);
    expect(error).toContain('The command of --command failed');
  });

  it('ends with 2 when the server can not be reached', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const { code, out, error } = await run('--url', `http://127.0.0.1:${port}/stream`);
    expect(code).toBe(2);
    expect(error).toContain('ECONNREFUSED');
    expect(out).toMatch(/\nBail out! The stream can't be opened/);
  });

  it('bounds the wait for a server that accepts connections and answers none', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/stream`;
    const { code, out } = await run('--url', url, '--timeout', '1', '--only', 'response', 'resume');
    silent.close();
    expect(code).toBe(1);
    expect(out).toContain('not ok 1 - status');
    expect(out).toContain('There was no answer within 1 s.');
    expect(out).toContain('# SKIP There is no stream: no answer within 1 s.');
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no address', [], /required option '--url <address>' not specified/],
    ['no address of HTTP', ['--url', 'ftp://host/'], /http:\/\/ or https:\/\//],
    ['an unknown check', ['--url', 'http://h/', '--only', 'x'], /There is no check x\. There are:/],
    ['a header without a colon', ['--url', 'http://h/', '--header', 'x'], /"Name: value"/],
    ['a trigger without a method', ['--url', 'http://h/', '--trigger', 'http://h/'], /a method/],
    ['a time that is no number', ['--url', 'http://h/', '--timeout', 'x'], /from 1 to 600/],
    ['a storm that is too large', ['--url', 'http://h/', '--storm', '501'], /from 0 to 500/],
    ['an origin with a path', ['--url', 'http://h/', '--origin', 'http://h/a'], /An origin/],
    [
      'two ways to make events',
      ['--url', 'http://h/', '--command', 'x', '--trigger', 'GET http://h/'],
      /either --trigger or --command/,
    ],
  ];

  it.each(wrong)('ends with 2 and says what is wrong for %s', async (_name, args, text) => {
    const { code, error } = await run(...args);
    expect(code).toBe(2);
    expect(error).toMatch(text);
  });

  it('prints its options with --help', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/--through <address>/);
    expect(out).toMatch(/Exit codes: 0 when all required checks have passed/);
  });
});
