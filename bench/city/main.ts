import { runCommand } from '../report/run-command.js';
import { runCityBench } from './city-bench.js';
import { readOptions } from './options.js';
import { formatReport } from './report-text.js';

await runCommand({ readOptions, run: runCityBench, formatReport });
