import { CommanderError } from 'commander';
import { InputError } from '#geo';
import { readEvaluateOptions } from './evaluate/options/read-evaluate-options.js';
import { evaluationJson } from './evaluate/output/evaluation-json.js';
import { evaluationTable } from './evaluate/output/evaluation-table.js';
import { assertWritable, writeReport } from './evaluate/report/write-report.js';
import { runEvaluation } from './evaluate/run-evaluation.js';
import { BadOption } from './options/bad-option.js';
import { StatusLine } from './progress/status-line.js';

const EXIT = { ok: 0, other: 1, badInput: 2 } as const;

async function main(): Promise<number> {
  const options = readEvaluateOptions(process.argv.slice(2));
  if (options.report) await assertWritable(options.report);
  const status = new StatusLine(process.stderr);
  const evaluation = await runEvaluation(options, status);
  // First what was computed for so long: the report may still fail.
  process.stdout.write(options.json ? evaluationJson(evaluation) : evaluationTable(evaluation));
  if (options.report) await writeReport(options.report, evaluation, status);
  return EXIT.ok;
}

/** Who reads stdout may close it early, as `head` does. What was asked for goes on. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function exitCodeOf(error: unknown): number {
  // Commander has written its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
  const expected = error instanceof InputError || error instanceof BadOption;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  return expected ? EXIT.badInput : EXIT.other;
}

process.stdout.on('error', ignoreClosed);
process.stderr.on('error', ignoreClosed);
process.exitCode = await main().catch(exitCodeOf);
