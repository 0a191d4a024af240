import { CitiesRun } from './cities/cities-run.js';
import { citiesReportText } from './cities/cities-report.js';
import { DemoRun } from './demo-run.js';
import { EXIT, handleCommandError } from '#simulation';
import type { DemoOptions } from './options/demo-options.js';
import { readOptions } from './options/read-options.js';
import { Interrupts } from './process/interrupts.js';
import { ProgressLine } from './progress/progress-line.js';
import { reportText } from './report/report-text.js';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env.DATABASE_URL);
  const progress = new ProgressLine(options.json ? process.stderr : process.stdout);
  const interrupts = new Interrupts((text) => {
    progress.print(text);
  }).listen();
  const ending = await run(options, progress, interrupts);
  // An interrupt during the audit has said that there is none.
  if (!ending || interrupts.interrupt.signal.aborted) {
    progress.print('Interrupted: no audit.');
    return EXIT.other;
  }
  process.stdout.write(options.json ? `${JSON.stringify(ending.report)}\n` : ending.text);
  return ending.passed ? EXIT.ok : EXIT.auditFailed;
}

/** The report of a run, and whether its audit has passed. */
interface Ending {
  report: object;
  text: string;
  passed: boolean;
}

/** @returns undefined when the run was interrupted */
async function run(
  options: DemoOptions,
  progress: ProgressLine,
  interrupts: Interrupts,
): Promise<Ending | undefined> {
  const { cities } = options;
  if (cities === undefined) {
    const report = await new DemoRun(options, progress, interrupts).run();
    return report && { report, text: reportText(report), passed: report.audit.passed };
  }
  const report = await new CitiesRun({ ...options, cities }, progress, interrupts).run();
  return report && { report, text: citiesReportText(report), passed: report.passed };
}

process.exitCode = await main().catch((error: unknown) => handleCommandError(error));
