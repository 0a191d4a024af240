import { until } from '#testing';
import { RawClient } from '../workload/raw-client.js';
import type { Experiment, Fault } from '../run/experiment.js';
import { expectHealed, expectRefusal } from './database.js';

const failover: Fault = {
  name: 'failover',
  description: 'the primary dies, the address leads to its standby, which is promoted later',
  target: { isReplicated: true, instances: 2 },
  changesHistory: true,
  async inject(experiment) {
    const { target, workload, findings } = experiment;
    const client = await RawClient.signUp(target.serverProxy.url, 'rider');
    await workload.awaitTrips(2);
    await target.replicated.crashPrimary();
    await expectRefusal(experiment, client);
    const { standbyUrl } = target.replicated;
    await target.leadDatabaseTo(() => Number(new URL(standbyUrl).port));
    await expectStandby(experiment, client);
    await target.replicated.promote();
    await expectHealed(experiment, client);
    await until('one engine is active', async () => (await countEngines(experiment)) === 1);
    const [row] = await target.query<{ timeline: string }>(
      'SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline',
    );
    findings.expect('completed', Number(row?.timeline) > 1, 'the standby was not promoted');
    await workload.awaitTrips(4);
  },
};

/** A standby answers queries and refuses commands: no engine works there. */
async function expectStandby(experiment: Experiment, client: RawClient): Promise<void> {
  const { findings, target } = experiment;
  await until('the servers are connected to the standby', async () => {
    const [row] = await target.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'tripstream'`,
    );
    return (row?.count ?? 0) > 0;
  });
  await expectRefusal(experiment, client);
  await until('no engine is active', async () => (await countEngines(experiment)) === 0);
  const live = await client.get('/health/live');
  findings.expect('P14', live.status === 200, 'the liveness probe fails on a standby');
}

async function countEngines({ target }: Experiment): Promise<number> {
  const active = await Promise.all(
    target.aliveServers.map((server) => server.metric('tripstream_engine_active')),
  );
  return active.filter((value) => value === 1).length;
}

export const failoverFaults: Fault[] = [failover];
