import { EXIT, handleCommandError } from '#simulation';

export interface BenchCommand<Options extends { json: boolean }, Report> {
  readOptions(args: readonly string[]): Options;
  /** @param signal aborts when the user interrupts the benchmark */
  run(options: Options, print: (text: string) => void, signal: AbortSignal): Promise<Report>;
  formatReport(report: Report): string;
  /** Whether the figures keep their limits. A benchmark without limits leaves it out. */
  passes?(report: Report): boolean;
}

/**
 * Runs a benchmark as a command: progress, then the report as text or as one JSON object. It sets
 * the exit code of the process, which is 3 when a limit is exceeded.
 */
export async function runCommand<Options extends { json: boolean }, Report>(
  command: BenchCommand<Options, Report>,
): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      interrupted.abort();
    });
  }
  try {
    const options = command.readOptions(process.argv.slice(2));
    const progress = options.json ? process.stderr : process.stdout;
    const print = (text: string): void => void progress.write(`${text}\n`);
    const report = await command.run(options, print, interrupted.signal);
    const text = options.json ? `${JSON.stringify(report)}\n` : command.formatReport(report);
    process.stdout.write(text);
    process.exitCode = command.passes?.(report) === false ? EXIT.auditFailed : EXIT.ok;
  } catch (error) {
    process.exitCode = interrupted.signal.aborted
      ? handleCommandError(new Error('Interrupted.'))
      : handleCommandError(error, { withStack: true });
  }
}
