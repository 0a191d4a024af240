import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '#testing';

const PROGRAM = fileURLToPath(
  new URL('../../../../dist/apps/simulator/src/demo.js', import.meta.url),
);
/** The same city in every run, whose cars have riders after a few seconds. */
const OPTIONS = ['--stay', '--seed', '1'];

/** The demo of README.md in a process of its own. */
export interface DemoProcess {
  url: string;
  /** Ends the demo without its audit, and removes its database. */
  stop: () => Promise<void>;
}

/** Starts the demo, and waits until its first riders wait. */
export async function startDemo(): Promise<DemoProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tripstream-pictures-'));
  // Postgres runs under another account when root takes the pictures.
  await chmod(folder, 0o777);
  const { DATABASE_URL: _, ...environment } = process.env;
  const demo = spawn(process.execPath, [PROGRAM, ...OPTIONS], {
    env: { ...environment, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(demo, 'close');
  let output = '';
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const stop = async () => {
    // The server and the database of a killed demo end with it.
    demo.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
  };
  try {
    await until('a rider of the demo waits', () => /riders \d+ waiting/.test(output));
  } catch (error) {
    await stop();
    throw new Error(`The demo did not start: ${output}`, { cause: error });
  }
  return { url: /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? '', stop };
}
