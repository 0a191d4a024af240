import { hasPgBouncer } from '#testing';
import { POOLER_SESSIONS } from '../target/pooler.js';
import type { Target } from '../target/target.js';
import { RawClient } from '../workload/raw-client.js';
import type { Fault } from '../run/experiment.js';
import { expectHealed, expectRefusal } from './database.js';

const transactionPooler: Fault = {
  name: 'transaction-pooler',
  description: 'commands go through PgBouncer in transaction mode, which is killed and restarted',
  target: { usesPooler: true },
  ...(!hasPgBouncer && { leftOut: 'pgbouncer is not installed' }),
  async inject(experiment) {
    const { target, workload, findings } = experiment;
    const client = await RawClient.signUp(target.serverProxy.url, 'rider');
    await workload.awaitTrips(4);
    const { pooled, direct } = await countSessions(target);
    findings.measure('completed', `${pooled} sessions through the pooler, ${direct} others`);
    const isUsed = pooled > 0 && pooled <= POOLER_SESSIONS;
    findings.expect('completed', isUsed, `the commands had ${pooled} sessions of Postgres`);
    findings.expect('completed', direct >= 2, 'tail and engine have no sessions of their own');
    for (let round = 0; round < 2; round += 1) {
      await target.pooler.kill();
      await expectRefusal(experiment, client);
      await target.pooler.launch();
      await expectHealed(experiment, client);
      await workload.awaitTrips(2);
    }
    const [left] = await target.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.granted AND a.application_name = 'tripstream'
         AND a.state = 'idle'`,
    );
    findings.expect('completed', left?.count === 0, 'a lock stayed in a session of the pooler');
  },
};

/** The sessions of commands, and those of the tail and the engine. */
async function countSessions(target: Target): Promise<{ pooled: number; direct: number }> {
  const rows = await target.query<{ pooled: number; direct: number }>(
    `SELECT count(*) FILTER (WHERE application_name = 'tripstream')::int AS pooled,
       count(*) FILTER (WHERE application_name IN ('tripstream-tail', 'tripstream-engine'))::int
         AS direct
     FROM pg_stat_activity WHERE datname = current_database()`,
  );
  return rows[0] ?? { pooled: 0, direct: 0 };
}

export const poolerFaults: Fault[] = [transactionPooler];
