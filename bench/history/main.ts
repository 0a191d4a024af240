import { runCommand } from '../report/run-command.js';
import { runHistoryBench } from './history-bench.js';
import { readOptions } from './options.js';
import { formatReport } from './report-text.js';

await runCommand({ readOptions, run: runHistoryBench, formatReport });
