import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamConnectionsSchema, type StreamConnectionsView } from '#contracts';
import {
  createTestDatabase,
  hasNatsServer,
  NatsCluster,
  until,
  type SseProbe,
  type TestDatabase,
} from '#testing';
import {
  ensureBuilt,
  expectOk,
  killApiProcesses,
  personOf,
  signUp,
  startApiProcess,
  startTestServer,
  untilRelays,
  type ApiProcess,
  type Person,
} from '#api-harness';

async function readConnections(ops: Person, query = ''): Promise<StreamConnectionsView> {
  const answer = await expectOk<StreamConnectionsView>(ops.get(`/v1/ops/connections${query}`));
  return streamConnectionsSchema.parse(answer);
}

describe('GET /v1/ops/connections without NATS', () => {
  it('shows those of this process, finds them by user and stream, and closes one', async () => {
    const server = await startTestServer();
    const [rider, other, ops] = [
      await signUp(server, 'rider'),
      await signUp(server, 'rider'),
      await signUp(server, 'ops'),
    ];
    const probes = [await rider.stream(), await other.stream()];
    await until('both are open', async () => (await readConnections(ops)).total === 2);
    const all = await readConnections(ops);
    const [{ process } = { process: '' }] = all.processes;
    expect(all).toMatchObject({
      asked: 'process',
      isPartial: false,
      processes: [{ total: 2 }],
      connections: [
        { user: { id: rider.id }, process },
        { user: { id: other.id }, process },
      ],
    });
    const byUser = await readConnections(ops, `?user=${other.id}`);
    const byStream = await readConnections(ops, `?stream=rider/${other.id}`);
    for (const found of [byUser, byStream]) {
      expect(found.total).toBe(2);
      expect(found.connections.map(({ user }) => user.id)).toEqual([other.id]);
    }
    expect((await readConnections(ops, '?user=nobody')).connections).toEqual([]);
    const { status, body } = await ops.get('/v1/ops/connections?user=a&user=b');
    expect([status, body.code]).toEqual([422, 'VALIDATION_FAILED']);
    const path = `/v1/ops/connections/${all.connections[0]!.id}`;
    expect((await ops.delete(path)).status).toBe(204);
    await probes[0]!.ended;
    expect(await ops.delete(path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    await probes[1]!.close();
    await server.drop();
  });
});

const withNats = hasNatsServer ? describe : describe.skip;

withNats('GET /v1/ops/connections of a shard (left out where nats-server is missing)', () => {
  let cluster: NatsCluster;
  let database: TestDatabase;
  /** Two with the database, and a gateway. */
  let processes: [ApiProcess, ApiProcess, ApiProcess];
  let ops: Person;

  beforeAll(async () => {
    ensureBuilt();
    cluster = await NatsCluster.start(2);
    database = await createTestDatabase();
    const shard = { DATABASE_URL: database.url, SHARD: 'nyc' };
    const [here, there] = [cluster.url(0), cluster.url(1)];
    processes = [
      await startApiProcess({ ...shard, NATS_URL: here }),
      await startApiProcess({ ...shard, NATS_URL: there }),
      await startApiProcess({ SHARD: 'nyc', NATS_URL: there, ROLE: 'gateway' }),
    ];
    ops = await signUp(processes[0], 'ops');
    await untilRelays(processes[0]);
    await until('all processes answer', async () => (await namesOf()).length === 3);
  });

  afterAll(async () => {
    await killApiProcesses();
    await database.drop();
    await cluster.stop();
  });

  const namesOf = async (): Promise<string[]> =>
    (await readConnections(ops)).processes.map(({ process }) => process);

  const pidOf = (process: string): number => Number(process.split(':').at(-1));

  const at = (server: ApiProcess, { id, role, token }: Person): Person =>
    personOf(server, { token, user: { id, role, name: '' } });

  /** A stream of a new rider at each process. */
  async function openAtEach(): Promise<{ riders: Person[]; probes: SseProbe[] }> {
    const riders: Person[] = [];
    const probes: SseProbe[] = [];
    for (const server of processes) {
      const rider = await signUp(processes[0], 'rider');
      const probe = await at(server, rider).stream();
      await probe.next(({ event }) => event === 'stream.snapshot');
      riders.push(rider);
      probes.push(probe);
    }
    return { riders, probes };
  }

  const closeAll = (probes: SseProbe[]) => Promise.all(probes.map((probe) => probe.close()));

  it('shows those of all three processes at each with the database, the oldest first', async () => {
    const { riders, probes } = await openAtEach();
    for (const asked of processes.slice(0, 2)) {
      const shown = await readConnections(at(asked, ops));
      expect(shown).toMatchObject({ total: 3, asked: 'shard', isPartial: false });
      expect(shown.connections.map(({ user }) => user.id)).toEqual(riders.map(({ id }) => id));
      const pids = processes.map(({ child }) => child.pid);
      expect(shown.connections.map(({ process }) => pidOf(process))).toEqual(pids);
      expect(shown.processes.map(({ process, total }) => [pidOf(process), total]).sort()).toEqual(
        pids.map((pid) => [pid, 1]).sort(),
      );
    }
    await closeAll(probes);
  });

  it('shows its own at a gateway, which closes no stream of another process', async () => {
    const { riders, probes } = await openAtEach();
    const atGateway = at(processes[2], ops);
    const shown = await readConnections(atGateway);
    expect(shown).toMatchObject({ total: 1, asked: 'process', isPartial: false });
    expect(shown.connections.map(({ user }) => user.id)).toEqual([riders[2]!.id]);
    const [elsewhere] = (await readConnections(ops)).connections;
    const { status } = await atGateway.delete(`/v1/ops/connections/${elsewhere!.id}`);
    expect(status).toBe(404);
    await closeAll(probes);
  });

  it('finds those of a user and of a stream at every process', async () => {
    const { riders, probes } = await openAtEach();
    for (const { id } of riders) {
      for (const query of [
        `?user=${id}`,
        `?stream=rider/${id}`,
        `?user=${id}&stream=rider/${id}`,
      ]) {
        const { connections } = await readConnections(ops, query);
        expect(connections.map(({ user }) => user.id)).toEqual([id]);
      }
    }
    const stranger = await readConnections(ops, `?user=${riders[0]!.id}&stream=rider/x`);
    expect(stranger).toMatchObject({ connections: [], isPartial: false });
    await closeAll(probes);
  });

  it('closes one at any process, and its client comes back', async () => {
    const { riders, probes } = await openAtEach();
    for (const [index, { id }] of riders.entries()) {
      const { connections } = await readConnections(ops, `?user=${id}`);
      const path = `/v1/ops/connections/${connections[0]!.id}`;
      expect((await at(processes[1], ops).delete(path)).status).toBe(204);
      const closing = await probes[index]!.next(({ event }) => event === 'stream.closing');
      expect(JSON.parse(closing.data ?? '')).toMatchObject({ reason: 'drain', reconnect: true });
      expect(await ops.delete(path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
    expect((await ops.delete('/v1/ops/connections/x')).status).toBe(404);
    await closeAll(probes);
  });

  it('says that a process which is frozen has not answered, and shows it again afterwards', async () => {
    const { riders, probes } = await openAtEach();
    processes[2].child.kill('SIGSTOP');
    try {
      const shown = await readConnections(ops);
      expect(shown).toMatchObject({ asked: 'shard', isPartial: true });
      expect(shown.connections.map(({ user }) => user.id)).toEqual(
        riders.slice(0, 2).map(({ id }) => id),
      );
      const unknown = '/v1/ops/connections/01a22a0c-aa27-72bf-bfec-258a532cc302';
      expect(await ops.delete(unknown)).toMatchObject({ status: 503, body: { code: 'NOT_READY' } });
    } finally {
      processes[2].child.kill('SIGCONT');
    }
    await until('the process answers again', async () => {
      const { total, isPartial } = await readConnections(ops);
      return total === 3 && !isPartial;
    });
    await closeAll(probes);
  });

  it('says that a process which has died has not answered, until it is forgotten', async () => {
    const fourth = await startApiProcess({
      SHARD: 'nyc',
      NATS_URL: cluster.url(0),
      ROLE: 'gateway',
    });
    await until('it is known', async () => (await namesOf()).length === 4);
    const asking = readConnections(ops);
    await fourth.kill();
    await asking;
    expect(await readConnections(ops)).toMatchObject({ isPartial: true });
    await until('it is forgotten', async () => !(await readConnections(ops)).isPartial);
  });

  it('answers for itself while NATS is away, and does not say that a stream is nowhere', async () => {
    const { riders, probes } = await openAtEach();
    await Promise.all([cluster.kill(0), cluster.kill(1)]);
    const [first, unknown] = [riders[0]!, '01a22a0c-aa27-72bf-bfec-258a532cc302'];
    await until('the process has noticed', async () => {
      const { asked } = await readConnections(ops);
      return asked === 'process';
    });
    const shown = await readConnections(ops);
    expect(shown.connections.map(({ user }) => user.id)).toEqual([first.id]);
    const { status } = await ops.delete(`/v1/ops/connections/${unknown}`);
    expect(status).toBe(503);
    await Promise.all([cluster.launch(0), cluster.launch(1)]);
    await until('all processes answer', async () => (await namesOf()).length === 3);
    await closeAll(probes);
  });
});
