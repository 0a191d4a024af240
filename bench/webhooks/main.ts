import { runCommand } from '../report/run-command.js';
import { readOptions } from './options.js';
import { formatReport } from './report-text.js';
import { runWebhooksBench } from './webhooks-bench.js';

await runCommand({ readOptions, run: runWebhooksBench, formatReport });
