import { runCommand } from '../report/run-command.js';
import { readOptions } from './options.js';
import { runPagesBench } from './pages-bench.js';
import { formatReport, keepsLimits } from './report-text.js';

await runCommand({ readOptions, run: runPagesBench, formatReport, passes: keepsLimits });
