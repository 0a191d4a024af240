import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BusSubjects } from '#bus';
import { streamId, type StreamConnectionsView } from '#contracts';
import { findFreePort, findProgram, NatsCluster, until } from '#testing';
import { expectOk, personOf, requestTrip, signUp, startTestServer } from '#api-harness';

const PROGRAM = findProgram('nats-server');
const PASSWORDS = { api: 'of-the-api', gateway: 'of-the-gateway' };
const subjects = new BusSubjects('nyc');
const STREAM = streamId('rider', '01a22a0c-aa27-72bf-bfec-258a532cc302');

/** Every subject that `BusSubjects` makes, so that a new one is not forgotten in the file. */
const allSubjects: string[] = [
  ...Object.values(subjects).filter((subject) => subject !== subjects.shard),
  subjects.question('open'),
  subjects.survey('trail'),
  subjects.surveyAnswers('1'),
  subjects.ofFrames(STREAM),
  subjects.ofUser('ada'),
  subjects.ofStream(STREAM),
];

/** `ops/nats.conf` on loopback, without certificates and other nodes. */
function adaptConfig(port: number): string {
  const shipped = readFileSync(new URL('../../../../ops/nats.conf', import.meta.url), 'utf8');
  const alone = shipped
    .replace(/^tls \{[^}]*\}\n/m, '')
    .replace(/^cluster \{[^]*\n\}\n/m, '')
    .replace('listen: 0.0.0.0:4222', `listen: 127.0.0.1:${port}`)
    .replace(/^http: .*\n/m, '');
  expect(alone).not.toMatch(/\/etc\/nats|6222|8222/);
  return alone;
}

describe('ops/nats.conf', () => {
  const config = readFileSync(new URL('../../../../ops/nats.conf', import.meta.url), 'utf8');
  const settings = config.replaceAll(/#.*$/gm, '');

  it('the file has accounts, asks for TLS twice, and lets no client in without a password', () => {
    expect(settings).not.toMatch(/no_auth_user|^authorization/m);
    expect(settings.match(/^\s*tls \{/gm)).toHaveLength(2);
    expect(settings).toMatch(/^accounts \{/m);
    for (const [, password] of settings.matchAll(/password: (\S+)/g)) {
      expect(password).toMatch(/^\$NATS_/);
    }
  });

  it.each(['ping_interval: "1s"', 'ping_max: 2', 'write_deadline: "2s"', 'max_pending: 16MB'])(
    'the file has the limit %s',
    (limit) => {
      expect(settings.split('\n')).toContain(limit);
    },
  );

  it.each(allSubjects)('the file names the subject %s', (subject) => {
    const [word, , ...rest] = subject.split('.');
    expect(settings).toMatch(new RegExp(`"${word!}\\.\\*${rest.length > 0 ? '\\.[*>]' : ''}"`));
  });
});

const withNats = PROGRAM === undefined ? describe.skip : describe;
withNats('the NATS of the tests (left out where nats-server is missing)', () => {
  it('the nodes have the limits of the file', async () => {
    const cluster = await NatsCluster.start();
    try {
      expect(await cluster.settings()).toMatchObject({
        ping_interval: 1e9,
        ping_max: 2,
        write_deadline: 2e9,
        max_pending: 16 * 1024 * 1024,
      });
    } finally {
      await cluster.stop();
    }
  });
});

withNats('NATS with ops/nats.conf (left out where nats-server is missing)', () => {
  let server: ChildProcess;
  let port: number;
  let folder: string;
  let log = '';

  beforeAll(async () => {
    port = await findFreePort();
    folder = mkdtempSync(join(tmpdir(), 'tripstream-nats-'));
    const file = join(folder, 'nats.conf');
    writeFileSync(file, adaptConfig(port));
    server = spawn(PROGRAM!, ['-c', file], {
      env: {
        NATS_NAME: 'nats-1',
        NATS_API_PASSWORD: PASSWORDS.api,
        NATS_GATEWAY_PASSWORD: PASSWORDS.gateway,
        NATS_SYS_PASSWORD: 'of-the-operator',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server.stderr!.setEncoding('utf8').on('data', (text: string) => (log += text));
    await until('nats-server is ready', () => {
      if (server.exitCode !== null) throw new Error(`nats-server has ended:\n${log}`);
      return log.includes('Server is ready');
    });
  });

  afterAll(async () => {
    if (server.exitCode === null) {
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true });
  });

  /** Speaks the protocol of NATS, and returns what the server says to these lines. */
  async function say(user: 'api' | 'gateway' | undefined, ...lines: string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    const login = user === undefined ? {} : { user, pass: PASSWORDS[user] };
    const words = [`CONNECT ${JSON.stringify({ verbose: false, ...login })}`, ...lines, 'PING', ''];
    socket.write(words.join('\r\n'));
    await until('the server has answered', () => /PONG|-ERR/.test(answer) || socket.destroyed);
    // A refusal of the last line may come after the answer to the one before it.
    await until('every line is handled', () => answer.includes('PONG') || socket.destroyed);
    socket.destroy();
    return answer.slice(answer.indexOf('\r\n') + 2);
  }

  it('the server refuses a client without a password', async () => {
    expect(await say(undefined)).toContain('Authorization Violation');
  });

  it.each([
    subjects.ofStream(STREAM),
    subjects.ofFrames(STREAM),
    subjects.beat,
    subjects.wake,
    subjects.survey('close-connection'),
  ])(
    'lets a gateway not publish on %s, and a process with the database publish there',
    async (subject) => {
      expect(await say('gateway', `PUB ${subject} 0`, '')).toMatch(/Permissions Violation/);
      expect(await say('api', `PUB ${subject} 0`, '')).not.toContain('-ERR');
    },
  );

  it.each([
    subjects.question('identify'),
    subjects.fence,
    subjects.wake,
    subjects.surveyAnswers('1'),
  ])('lets a gateway not listen on %s, and a process with the database listen', async (subject) => {
    expect(await say('gateway', `SUB ${subject} api 1`)).toMatch(/Permissions Violation/);
    expect(await say('api', `SUB ${subject} api 1`)).not.toContain('-ERR');
  });

  it('allows what a process with the database and a gateway do, and nothing is refused to them', async () => {
    const before = log.length;
    const url = (user: 'api' | 'gateway') => `nats://${user}:${PASSWORDS[user]}@127.0.0.1:${port}`;
    const api = await startTestServer({ NATS_URL: url('api'), SHARD: 'nyc' });
    const gateway = await startTestServer({
      NATS_URL: url('gateway'),
      SHARD: 'nyc',
      ROLE: 'gateway',
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    });
    const rider = await signUp(api, 'rider');
    const user = { id: rider.id, role: 'rider' as const, name: '' };
    const probe = await personOf(gateway, { token: rider.token, user }).stream();
    await probe.next(({ event }) => event === 'stream.snapshot');
    await requestTrip(rider);
    await probe.next(({ event }) => event === 'trip.requested');
    await probe.next(({ event }) => event === 'trip.search');
    const ops = await signUp(api, 'ops');
    const { connections } = await expectOk<StreamConnectionsView>(ops.get('/v1/ops/connections'));
    expect((await ops.delete(`/v1/ops/connections/${connections[0]!.id}`)).status).toBe(204);
    await probe.next(({ event }) => event === 'stream.closing');
    await gateway.stop();
    await api.drop();
    expect(log.slice(before)).not.toContain('Violation');
  });
});
