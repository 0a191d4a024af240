import { runCommand } from '../report/run-command.js';
import { runHttpBench } from './http-bench.js';
import { readOptions } from './options.js';
import { formatReport } from './report-text.js';

await runCommand({ readOptions, run: runHttpBench, formatReport });
