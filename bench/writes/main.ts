import { runCommand } from '../report/run-command.js';
import { readOptions } from './options.js';
import { formatReport } from './report-text.js';
import { runWritesBench } from './writes-bench.js';

await runCommand({ readOptions, run: runWritesBench, formatReport });
