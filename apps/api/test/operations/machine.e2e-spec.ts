import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  createTestDatabase,
  findFreePort,
  hasNatsServer,
  NatsCluster,
  until,
  type TestDatabase,
} from '#testing';
import { API_PROGRAM } from '#simulation';
import { ensureBuilt } from '#api-harness';

const PROGRAM = join(dirname(API_PROGRAM), 'machine.js');
const withNats = hasNatsServer ? describe : describe.skip;

beforeAll(ensureBuilt);

describe('npm run start:machine', () => {
  it('says in one line that NATS_URL is missing, and starts nothing', () => {
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM], {
      env: { PATH: process.env['PATH'] },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toBe('Tripstream: NATS_URL is missing: ROLE=gateway needs it.\n');
  });
});

withNats('the processes of a machine (left out where nats-server is missing)', () => {
  let cluster: NatsCluster;
  let database: TestDatabase;
  let machine: ChildProcess | undefined;

  beforeAll(async () => {
    [cluster, database] = await Promise.all([NatsCluster.start(1), createTestDatabase()]);
  });

  afterEach(() => {
    machine?.kill('SIGKILL');
  });

  afterAll(async () => {
    await cluster.stop();
    await database.drop();
  });

  const isReady = async (port: number): Promise<boolean> => {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    return answer?.status === 200;
  };

  /** Three ports in a row, of which none is taken at this moment. */
  async function findPorts(): Promise<[number, number, number]> {
    const port = await findFreePort();
    return [port, port + 1, port + 2];
  }

  it('all become ready, a killed gateway comes back, and SIGTERM ends them in order', async () => {
    const ports = await findPorts();
    const child = spawn(process.execPath, [PROGRAM, '--gateways', '2'], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: database.url,
        AUTH_MODE: 'demo',
        HOST: '127.0.0.1',
        NATS_URL: cluster.url(),
        PORT: String(ports[0]),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    machine = child;
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    }
    for (const port of ports) await until(`port ${port} is ready`, () => isReady(port));

    const [, victim] = childrenOf(child);
    process.kill(Number(victim), 'SIGKILL');
    await until('the end is reported', () => /ended by SIGKILL, and starts again/.test(log));
    for (const port of ports) await until(`port ${port} is ready again`, () => isReady(port));
    expect(childrenOf(child)).toHaveLength(3);

    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    for (const port of ports) expect(await isReady(port)).toBe(false);
  });

  it('the processes end when the supervisor is killed', async () => {
    const ports = await findPorts();
    machine = spawn(process.execPath, [PROGRAM, '--gateways', '1'], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: database.url,
        AUTH_MODE: 'demo',
        HOST: '127.0.0.1',
        NATS_URL: cluster.url(),
        PORT: String(ports[0]),
      },
      stdio: 'ignore',
    });
    const both = ports.slice(0, 2);
    for (const port of both) await until(`port ${port} is ready`, () => isReady(port));
    machine.kill('SIGKILL');
    for (const port of both) {
      await until(`port ${port} is closed`, async () => !(await isReady(port)));
    }
  });
});

/** The process ids of the children, in the order in which they were started. */
function childrenOf({ pid }: ChildProcess): string[] {
  return readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
    .split(' ')
    .filter(Boolean);
}
