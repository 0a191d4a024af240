import { checkGroups } from '../check/all-checks.js';
import type { Result } from '../run-kit.js';

/** What came out of one server or proxy. */
export interface Column {
  readonly title: string;
  /** A text says why there are no results. */
  readonly results: readonly Result[] | string;
}

/** A Markdown table: a row for each check, a column for each server. */
export function formatTable(columns: readonly Column[]): string {
  const rows = checkGroups.flatMap(({ checks }) =>
    checks.map(({ id, level }) => [
      `\`${id}\``,
      level,
      ...columns.map(({ results }) => markOf(findResult(results, id))),
    ]),
  );
  const head = ['Check', 'Level', ...columns.map(({ title }) => title)];
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return lines.join('\n');
}

/** What the failed checks said, as Markdown: a list for each server. */
export const formatComplaints = (columns: readonly Column[]): string =>
  columns
    .map(({ title, results }) => {
      if (typeof results === 'string') return `${title}: ${results}`;
      const failed = results.filter(({ outcome }) => outcome.kind === 'failed');
      const lines = failed.map(({ check, outcome }) => `- \`${check.id}\`: ${outcome.detail}`);
      return [`${title}:`, '', ...(lines.length > 0 ? lines : ['- no complaint'])].join('\n');
    })
    .join('\n\n');

const findResult = (results: Column['results'], id: string): Result | undefined =>
  typeof results === 'string' ? undefined : results.find(({ check }) => check.id === id);

function markOf(result: Result | undefined): string {
  switch (result?.outcome.kind) {
    case 'passed':
      return 'yes';
    case 'failed':
      return result.check.level === 'required' ? '**no**' : 'no';
    case 'skipped':
    case undefined:
      return '–';
  }
}
