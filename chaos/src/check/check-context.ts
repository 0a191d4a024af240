import type { WorkloadJournal } from '../workload/workload-journal.js';
import type { Target } from '../target/target.js';
import type { Findings } from './findings.js';

/** What the checkers compare after the workload has ended. */
export interface CheckContext {
  target: Target;
  journal: WorkloadJournal;
  findings: Findings;
  /** Whether the fault led the clients to another history (`Fault.changesHistory`). */
  changesHistory: boolean;
}
