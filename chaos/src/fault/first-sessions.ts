import { RawClient } from '../workload/raw-client.js';
import type { Fault } from '../run/experiment.js';

/** More than the connections of the pool (20). */
const SESSIONS = 50;
const ROUNDS = 2;

const firstSessions: Fault = {
  name: 'first-sessions',
  description: 'fifty first sessions at once on a fresh server, then on a second one',
  population: { riders: 0, drivers: 0 },
  async inject({ target, findings }) {
    findings.markChecked('P23');
    for (let round = 0; round < ROUNDS; round += 1) {
      const { url } = round === 0 ? target.server(0) : await target.startServer();
      const startedAt = performance.now();
      const results = await Promise.allSettled(
        Array.from({ length: SESSIONS }, () => RawClient.signUp(url, 'rider')),
      );
      const took = Math.round(performance.now() - startedAt);
      const refused = results.filter((result) => result.status === 'rejected');
      findings.measure('P23', `${SESSIONS} sessions in ${took} ms`);
      for (const { reason } of refused) findings.reportViolation('P23', String(reason));
      const { size: users } = new Set(results.flatMap(idOf));
      findings.expect('P23', users === SESSIONS, `${SESSIONS} sessions are of ${users} users`);
    }
  },
};

const idOf = (result: PromiseSettledResult<RawClient>): string[] =>
  result.status === 'fulfilled' ? [result.value.id] : [];

export const firstSessionFaults: Fault[] = [firstSessions];
