import type { Observations } from '../observe/observations.js';

/**
 * `required`: without it clients lose events or connections. `recommended`: a failure is reported,
 * and does not fail the run.
 */
export type Level = 'required' | 'recommended';

export type Outcome =
  | { readonly kind: 'passed'; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string }
  | { readonly kind: 'skipped'; readonly detail: string };

export interface Check {
  /** Unique, in kebab case: `--only` and the table of results use it. */
  readonly id: string;
  /** What holds when the check passes, as a sentence without its full stop. */
  readonly title: string;
  readonly level: Level;
  /** What goes wrong without it. */
  readonly why: string;
  /** The clause that asks for it. */
  readonly clause: string;
  /**
   * @throws {ConnectionProblem} when the server gives no answer, which counts as failed
   */
  run(seen: Observations): Promise<Outcome>;
}

export const passed = (detail: string): Outcome => ({ kind: 'passed', detail });
export const failed = (detail: string): Outcome => ({ kind: 'failed', detail });
export const skipped = (detail: string): Outcome => ({ kind: 'skipped', detail });

/** Passes without a complaint; else it fails with the first one. */
export const failedIf = (complaint: string | undefined, detail: string): Outcome =>
  complaint === undefined ? passed(detail) : failed(complaint);
