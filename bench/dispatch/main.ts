import { EXIT, handleCommandError } from '#simulation';
import { runDispatchBench } from './dispatch-bench.js';
import { readOptions } from './options.js';
import { formatReport } from './report/report-text.js';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const progress = options.json ? process.stderr : process.stdout;
  const report = await runDispatchBench(options, (text) => progress.write(`${text}\n`));
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : formatReport(report));
  return EXIT.ok;
}

process.exitCode = await main().catch((error: unknown) =>
  handleCommandError(error, { withStack: true }),
);
