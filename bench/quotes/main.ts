import { runCommand } from '../report/run-command.js';
import { readOptions } from './options.js';
import { runQuotesBench } from './quotes-bench.js';
import { formatReport } from './report-text.js';

await runCommand({ readOptions, run: runQuotesBench, formatReport });
