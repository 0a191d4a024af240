import type { CheckContext } from './check-context.js';

/**
 * Each command with a key must create one row. The workload repeats a command until it is
 * answered, so a row that is in no answer was created by a repeated command. A quote is asked for
 * without a key (ADR 0026), so its repetition may create another row, which expires unused; but each
 * quote that was answered must be stored.
 */
export async function checkEffects({ target, journal, findings }: CheckContext): Promise<void> {
  findings.markChecked('P10', 'P15');
  const riders = journal.users.filter(({ role }) => role === 'rider');
  for (const table of ['trip', 'quote'] as const) {
    const rows = await target.query<{ id: string }>(
      `SELECT id FROM ${table} WHERE rider_id = ANY($1::uuid[])`,
      [riders.map(({ id }) => id)],
    );
    const stored = new Set(rows.map(({ id }) => id));
    const answered = new Set(
      riders.flatMap((rider) => (table === 'trip' ? rider.trips : rider.quotes)),
    );
    const extra = [...stored].filter((id) => !answered.has(id));
    const missing = [...answered].filter((id) => !stored.has(id));
    if (extra.length > 0 && table !== 'quote') {
      const text = `${extra.length} rows of table ${table} are in no answer: ${extra[0] ?? ''}`;
      findings.reportViolation('P10', text, extra.length);
    }
    if (missing.length > 0) {
      const text = `${missing.length} answered ids are not in table ${table}: ${missing[0] ?? ''}`;
      findings.reportViolation('P10', text, missing.length);
    }
  }
  for (const leak of journal.leaks) findings.reportViolation('P15', leak);
  for (const [problem, count] of journal.problems) {
    findings.reportViolation('completed', `unexpected answer ${count} times: ${problem}`, count);
  }
}
