import type { Result } from '../run-kit.js';
import { countResults } from './tap-report.js';

/** The results as one JSON object, for programs. */
export const jsonReport = (subject: string, results: readonly Result[]): string =>
  `${JSON.stringify(
    {
      subject,
      summary: countResults(results),
      checks: results.map(({ check, group, outcome }) => ({
        id: check.id,
        group,
        title: check.title,
        level: check.level,
        outcome: outcome.kind,
        detail: outcome.detail,
        why: check.why,
        clause: check.clause,
      })),
    },
    undefined,
    2,
  )}\n`;
