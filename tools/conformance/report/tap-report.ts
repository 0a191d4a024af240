import { isFailure, type Result } from '../run-kit.js';

/**
 * The results in TAP 14 (https://testanything.org/tap-version-14-specification.html). A
 * recommendation that is not followed is `not ok … # TODO`, which harnesses do not count as failed.
 */
export class TapReport {
  private count = 0;

  constructor(
    private readonly write: (text: string) => void,
    plan: { readonly subject: string; readonly checks: number },
  ) {
    this.write(`TAP version 14\n1..${plan.checks}\n# ${plan.subject}\n`);
  }

  add(result: Result): void {
    const { check, group, outcome } = result;
    this.count += 1;
    const isOk = outcome.kind === 'failed' ? 'not ok' : 'ok';
    const title = `${isOk} ${this.count} - ${check.id}: ${escape(check.title)}`;
    const details = { group, level: check.level, detail: outcome.detail, why: check.why };
    // Strings of JSON are strings of YAML.
    const lines = Object.entries({ ...details, clause: check.clause }).map(
      ([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`,
    );
    this.write(`${title}${directiveOf(result)}\n  ---\n${lines.join('')}  ...\n`);
  }

  /** Writes the sums as comments. */
  finish(results: readonly Result[]): void {
    const { passed, failed, recommended, skipped } = countResults(results);
    this.write(
      `# passed ${passed}, failed ${failed}, recommendations not followed ${recommended}, not applicable ${skipped}\n`,
    );
  }

  /** Ends the report before its end. */
  bailOut(reason: string): void {
    this.write(`Bail out! ${reason.replaceAll(/\s+/g, ' ')}\n`);
  }
}

export interface ResultCounts {
  readonly passed: number;
  readonly failed: number;
  /** Recommended checks that failed. */
  readonly recommended: number;
  readonly skipped: number;
}

export function countResults(results: readonly Result[]): ResultCounts {
  const kinds = results.map(({ outcome }) => outcome.kind);
  const failed = results.filter(isFailure).length;
  return {
    passed: kinds.filter((kind) => kind === 'passed').length,
    failed,
    recommended: kinds.filter((kind) => kind === 'failed').length - failed,
    skipped: kinds.filter((kind) => kind === 'skipped').length,
  };
}

const escape = (text: string): string => text.replaceAll(/[\\#]/g, String.raw`\$&`);

function directiveOf({ check, outcome }: Result): string {
  if (outcome.kind === 'skipped') return ` # SKIP ${outcome.detail}`;
  const isAdvice = outcome.kind === 'failed' && check.level === 'recommended';
  return isAdvice ? ' # TODO recommended' : '';
}
