import { EXIT, UsageError } from '#simulation';
import { StatusLine } from '../progress/status-line.js';
import { createExportFolder, writeExport } from './export/write-export.js';
import { optionNotes } from './options/option-notes.js';
import type { EvaluateOptions } from './options/evaluate-options.js';
import { readEvaluateOptions } from './options/read-evaluate-options.js';
import { evaluationJson } from './output/evaluation-json.js';
import { evaluationTable } from './output/evaluation-table.js';
import { assertWritable, writeReport, writeStudyReport } from './report/write-report.js';
import { runEvaluation } from './run-evaluation.js';
import { isStudy, runStudy } from './study/run-study.js';
import { readCases } from './study/study-case.js';
import { studyJson } from './study/study-json.js';
import { studyText } from './study/study-text.js';

/**
 * Runs `npm run evaluate`. Results go to stdout, progress and notes to stderr.
 *
 * @param args the command line without the name of the script
 * @returns the exit code
 * @throws {UsageError | CommanderError | InputError} for input that the user can correct
 */
export async function runEvaluate(args: readonly string[]): Promise<number> {
  const options = readEvaluateOptions(args);
  const status = new StatusLine(process.stderr);
  for (const note of optionNotes(options)) status.print(`Note: ${note}`);
  if (isStudy(options)) await study(args, options, status);
  else await singleDay(options, status);
  return EXIT.ok;
}

async function singleDay(options: EvaluateOptions, status: StatusLine): Promise<void> {
  if (options.report) await assertWritable(options.report);
  if (options.exportFolder) await createExportFolder(options.exportFolder);
  const evaluation = await runEvaluation(options, status);
  // The results are printed first, because the report may still fail.
  process.stdout.write(options.json ? evaluationJson(evaluation) : evaluationTable(evaluation));
  if (options.report) await writeReport(options.report, evaluation, status);
  if (options.exportFolder) await writeExport(options.exportFolder, evaluation, status);
}

async function study(
  args: readonly string[],
  options: EvaluateOptions,
  status: StatusLine,
): Promise<void> {
  if (options.exportFolder) {
    throw new UsageError(
      '--export is about one day: leave out --replications, --sweep, --target and --scenarios',
    );
  }
  if (options.report) await assertWritable(options.report);
  const result = await runStudy(await readCases(args, options), options, status);
  process.stdout.write(options.json ? studyJson(result) : studyText(result));
  if (options.report) await writeStudyReport(options.report, result, status);
}
