import { DemoRun } from './demo-run.js';
import { EXIT, handleCommandError } from '#simulation';
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
  const run = new DemoRun(options, progress, interrupts);
  const report = await run.run();
  // An interrupt during the audit has said that there is none.
  if (!report || interrupts.interrupt.signal.aborted) {
    progress.print('Interrupted: no audit.');
    return EXIT.other;
  }
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report));
  return report.audit.passed ? EXIT.ok : EXIT.auditFailed;
}

process.exitCode = await main().catch((error: unknown) => handleCommandError(error));
