import { checks, type CheckName, type Findings } from '../check/findings.js';
import type { FaultResult } from './run-fault.js';

/** One line for the run of one fault, and one for each example of a violation. */
export function describeRun(result: FaultResult, verdict = verdictOf(result.findings)): string {
  const { name, seed, seconds, findings } = result;
  const marks = findings.names
    .filter((check) => check !== 'completed')
    .map((check) => `${check} ${findings.countViolations(check) === 0 ? '✓' : '✗'}`)
    .join(' ');
  const line = `${verdict} ${name.padEnd(26)} ${seconds.toFixed(1).padStart(5)} s  seed ${seed}  ${marks}`;
  const notes = findings.notes.map((text) => `    ${text}`);
  return [line, ...notes, ...violationLines(findings)].join('\n');
}

const verdictOf = (findings: Findings): string => (findings.failed.length === 0 ? '✔' : '✖');

function violationLines(findings: Findings): string[] {
  return findings.failed.flatMap((check) => [
    `    ${check} (${checks[check]}): ${findings.countViolations(check)}`,
    ...findings.examplesOf(check).map((text) => `      ${text}`),
  ]);
}

/** The measurements of a run, for `--verbose`. */
export const describeMeasures = ({ findings }: FaultResult): string =>
  findings.names
    .flatMap((check) => findings.measurementsOf(check).map((text) => `    ${check}: ${text}`))
    .join('\n');

export interface Row {
  name: string;
  seconds: number;
  passed: boolean;
  outcome: string;
}

export const rowOf = ({ name, seed, seconds, findings }: FaultResult): Row => ({
  name: `${name} (seed ${seed})`,
  seconds,
  passed: findings.failed.length === 0,
  outcome: findings.failed.length === 0 ? 'all promises kept' : describeViolations(findings),
});

/** A broken variant passes when one of the expected checks reports a violation. */
export function variantRowOf(
  { name, seed, seconds, findings }: FaultResult,
  by: readonly CheckName[],
): Row {
  const caught = by.filter((check) => findings.countViolations(check) > 0);
  const found = caught.map((check) => `${check}: ${findings.examplesOf(check)[0] ?? ''}`);
  return {
    name: `broken ${name} (seed ${seed})`,
    seconds,
    passed: caught.length > 0,
    outcome:
      caught.length > 0
        ? `caught by ${found.join('; ').slice(0, 100)}`
        : `NOT CAUGHT by ${by.join(', ')} (${describeViolations(findings) || 'nothing found'})`,
  };
}

const describeViolations = (findings: Findings): string =>
  findings.failed.map((name: CheckName) => `${name}: ${findings.countViolations(name)}`).join(', ');

export const describeRow = ({ name, seconds, passed, outcome }: Row, width = 0): string =>
  `${passed ? '✔' : '✖'} ${name.padEnd(width)} ${seconds.toFixed(1).padStart(6)} s  ${outcome}`;

/** The table at the end of a run of the suite. */
export function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map((row) => describeRow(row, width));
  const failed = rows.filter(({ passed }) => !passed).length;
  return [...lines, '', `${rows.length - failed} passed, ${failed} failed`].join('\n');
}
