import { setTimeout as delay } from 'node:timers/promises';
import { StreamConnection } from '../http/stream-connection.js';
import type { StormAnswer } from '../observe/storm.js';
import type { Observations } from '../observe/observations.js';
import { failed, failedIf, passed, skipped, type Check, type Outcome } from './check.js';
import { clauses } from './clauses.js';

/** Runs a check on the answers to the storm, unless it is switched off. */
const onStorm =
  (judge: (answers: readonly StormAnswer[], seen: Observations) => Outcome | Promise<Outcome>) =>
  async (seen: Observations): Promise<Outcome> =>
    seen.options.storm === 0 ? skipped('--storm is 0.') : judge(await seen.storm(), seen);

/** What happens when many clients come back at once. */
export const stormChecks: readonly Check[] = [
  {
    id: 'storm',
    title: 'All clients that reconnect at once get an answer',
    level: 'required',
    why: 'After a restart all clients come back within a second. A server that lets them hang, or cuts them, makes them come back at once again.',
    clause: clauses.processing,
    run: onStorm((answers) => {
      const silent = answers.filter(
        ({ status }) => status === 0 || (status >= 500 && status !== 503),
      );
      const detail = `${answers.length} clients: ${summary(answers)}.`;
      const [first] = silent;
      return failedIf(
        first && `${silent.length} of ${detail} ${first.problem ?? ''}`.trim(),
        detail,
      );
    }),
  },
  {
    id: 'storm-retry-after',
    title: 'A refusal says after which time to come back',
    level: 'recommended',
    why: 'A refusal with 429 or 503 and without Retry-After leaves the time to each client, and they come back together.',
    clause: clauses.retryAfter,
    run: onStorm((answers) => {
      const refusals = answers.filter(({ status }) => status === 429 || status === 503);
      if (refusals.length === 0) return skipped('No client was refused with 429 or 503.');
      const bare = refusals.filter(({ retryAfter }) => retryAfter === undefined).length;
      const detail = `${refusals.length} refusals, ${bare} without Retry-After.`;
      return bare === 0 ? passed(detail) : failed(detail);
    }),
  },
  {
    id: 'after-storm',
    title: 'After that a client gets a stream again',
    level: 'required',
    why: 'A limit that stays exceeded, or a server that has lost its worker, keeps every client out.',
    clause: clauses.processing,
    run: onStorm(async (answers, { options }) => {
      const { target, timeoutMs } = options;
      const wait = Math.max(0, ...answers.map(({ retryAfter }) => Number(retryAfter ?? 0) || 0));
      await delay(Math.min(wait * 1000, timeoutMs));
      const stream = await StreamConnection.open(target, { timeoutMs });
      stream.close();
      const detail = `The status was ${stream.status}.`;
      return stream.isStream ? passed(detail) : failed(detail);
    }),
  },
];

function summary(answers: readonly StormAnswer[]): string {
  const counts = new Map<string, number>();
  for (const { status } of answers) {
    const name = status === 0 ? 'no answer' : String(status);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} ${count} times`).join(', ');
}
