import { checkGroups } from './check/all-checks.js';
import { failed, skipped, type Check, type Outcome } from './check/check.js';
import { ConnectionProblem, NoStream } from './http/connection-problem.js';
import { Observations } from './observe/observations.js';
import type { KitOptions } from './option/kit-options.js';

/** A check with what came out of it. */
export interface Result {
  readonly check: Check;
  readonly group: string;
  readonly outcome: Outcome;
}

/** The checks that the names select: of checks or of groups. All without a name. */
export function selectChecks(only: readonly string[]): Pick<Result, 'check' | 'group'>[] {
  const all = checkGroups.flatMap(({ name, checks }) =>
    checks.map((check) => ({ check, group: name })),
  );
  if (only.length === 0) return all;
  return all.filter(({ check, group }) => only.includes(check.id) || only.includes(group));
}

/** A failure of a recommended check is reported, and does not count. */
export const isFailure = ({ check, outcome }: Result): boolean =>
  outcome.kind === 'failed' && check.level === 'required';

/**
 * Runs the checks one after the other.
 *
 * @param onResult is called with each result as soon as it is known
 * @throws {Bailout} when the server can't be reached, or the trigger fails
 */
export async function runKit(
  options: KitOptions,
  selected = selectChecks([]),
  onResult: (result: Result) => void = () => undefined,
): Promise<Result[]> {
  const seen = new Observations(options);
  const results: Result[] = [];
  try {
    for (const { check, group } of selected) {
      const result = { check, group, outcome: await runCheck(check, seen) };
      results.push(result);
      onResult(result);
    }
    return results;
  } finally {
    seen.close();
  }
}

async function runCheck(check: Check, seen: Observations): Promise<Outcome> {
  try {
    return await check.run(seen);
  } catch (error) {
    if (error instanceof NoStream) return skipped(`There is no stream: ${error.message}.`);
    if (error instanceof ConnectionProblem) return failed(`There was ${error.message}.`);
    throw error;
  }
}
