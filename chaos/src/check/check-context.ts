import type { LoadBook } from '../load/load-book.js';
import type { Stage } from '../stage/stage.js';
import type { Findings } from './findings.js';

/** What a checker looks at, when all has come to rest. */
export interface CheckContext {
  stage: Stage;
  book: LoadBook;
  findings: Findings;
}
