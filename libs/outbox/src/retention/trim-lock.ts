import type { Transaction } from '#database';

/** The key of the advisory lock by which one process at a time trims; the others do not wait. */
const TRIM_LOCK = 7_014_003;

/** Takes the lock until the transaction ends. @returns false while another process has it */
export async function tryTrimLock(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS held', [
    TRIM_LOCK,
  ]);
  return row?.held ?? false;
}
