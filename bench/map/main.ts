import { runCommand } from '../report/run-command.js';
import { runMapBench } from './map-bench.js';
import { readOptions } from './options.js';
import { formatReport } from './report-text.js';

await runCommand({ readOptions, run: runMapBench, formatReport });
