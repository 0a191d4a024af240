import { readEvaluateOptions } from './evaluate/options/read-evaluate-options.js';
import { evaluationJson } from './evaluate/output/evaluation-json.js';
import { evaluationTable } from './evaluate/output/evaluation-table.js';
import { assertWritable, writeReport } from './evaluate/report/write-report.js';
import { runEvaluation } from './evaluate/run-evaluation.js';
import { EXIT, handleCommandError } from '#simulation';
import { StatusLine } from './progress/status-line.js';

async function main(): Promise<number> {
  const options = readEvaluateOptions(process.argv.slice(2));
  if (options.report) await assertWritable(options.report);
  const status = new StatusLine(process.stderr);
  const evaluation = await runEvaluation(options, status);
  // The results are printed first, because the report may still fail.
  process.stdout.write(options.json ? evaluationJson(evaluation) : evaluationTable(evaluation));
  if (options.report) await writeReport(options.report, evaluation, status);
  return EXIT.ok;
}

/** The reader of stdout may close it early, as `head` does; the evaluation continues. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

process.stdout.on('error', ignoreClosed);
process.stderr.on('error', ignoreClosed);
process.exitCode = await main().catch((error: unknown) => handleCommandError(error));
