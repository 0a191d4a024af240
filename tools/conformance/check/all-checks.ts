import { byteChecks } from './byte-checks.js';
import type { Check } from './check.js';
import { corsChecks } from './cors-checks.js';
import { deliveryChecks } from './delivery-checks.js';
import { httpChecks } from './http-checks.js';
import { idChecks } from './id-checks.js';
import { responseChecks } from './response-checks.js';
import { resumeChecks } from './resume-checks.js';
import { stormChecks } from './storm-checks.js';

/** A part of the checks: `--only` takes its name for all of them. */
export interface CheckGroup {
  readonly name: string;
  readonly checks: readonly Check[];
}

/**
 * All checks, in the order in which they run. The storm is last, because servers count the streams
 * of a client, and may end the others.
 */
export const checkGroups: readonly CheckGroup[] = [
  { name: 'response', checks: responseChecks },
  { name: 'delivery', checks: deliveryChecks },
  { name: 'bytes', checks: byteChecks },
  { name: 'cursors', checks: idChecks },
  { name: 'resume', checks: resumeChecks },
  { name: 'http', checks: httpChecks },
  { name: 'cors', checks: corsChecks },
  { name: 'load', checks: stormChecks },
];
