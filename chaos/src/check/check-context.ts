import type { WorkloadJournal } from '../workload/workload-journal.js';
import type { Target } from '../target/target.js';
import type { Findings } from './findings.js';

/** What a checker looks at, when all has come to rest. */
export interface CheckContext {
  target: Target;
  journal: WorkloadJournal;
  findings: Findings;
}
