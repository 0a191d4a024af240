import { DemoRun, type DemoSignals } from './demo-run.js';
import { EXIT, handleCommandError } from '#simulation';
import { readOptions } from './options/read-options.js';
import { ProgressLine } from './progress/progress-line.js';
import { reportText } from './report/report-text.js';

/**
 * The first Ctrl-C ends the run and stops all processes; the second one does not wait for their
 * clean end. In an endless city another Ctrl-C comes first: rides finish and the audit follows.
 */
function listenForInterrupts(stays: boolean): DemoSignals {
  const finish = new AbortController();
  const interrupt = new AbortController();
  const hurry = new AbortController();
  const steps = stays ? [finish, interrupt, hurry] : [interrupt, hurry];
  const onSignal = (): void => {
    (steps.find(({ signal }) => !signal.aborted) ?? hurry).abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return { finish: finish.signal, interrupt, hurry: hurry.signal };
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env.DATABASE_URL);
  const progress = new ProgressLine(options.json ? process.stderr : process.stdout);
  const run = new DemoRun(options, progress, listenForInterrupts(options.stay));
  const report = await run.run();
  if (!report) {
    progress.print('Interrupted: no audit.');
    return EXIT.other;
  }
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report));
  return report.audit.passed ? EXIT.ok : EXIT.auditFailed;
}

process.exitCode = await main().catch((error: unknown) => handleCommandError(error));
