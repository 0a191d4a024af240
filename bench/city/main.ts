import { EXIT, handleCommandError } from '#simulation';
import { runCityBench } from './city-bench.js';
import { readOptions } from './options.js';
import { formatReport } from './report-text.js';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const progress = options.json ? process.stderr : process.stdout;
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      interrupted.abort(new Error('Interrupted.'));
    });
  }
  const print = (text: string) => progress.write(`${text}\n`);
  const report = await runCityBench(options, print, interrupted.signal);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : formatReport(report));
  return EXIT.ok;
}

process.exitCode = await main().catch((error: unknown) =>
  handleCommandError(error, { withStack: true }),
);
