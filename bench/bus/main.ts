import { runCommand } from '../report/run-command.js';
import { runBusBench } from './bus-bench.js';
import { readOptions } from './options.js';
import { formatReport } from './report.js';

await runCommand({ readOptions, run: runBusBench, formatReport });
