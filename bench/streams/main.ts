import { EXIT, handleCommandError } from '#simulation';
import { readOptions } from './options.js';
import { formatReport } from './report/report-text.js';
import { StreamsBench } from './streams-bench.js';

let interrupted = false;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const progress = options.json ? process.stderr : process.stdout;
  const bench = new StreamsBench(options, (text) => progress.write(`${text}\n`));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      interrupted = true;
      void bench.stop();
    });
  }
  const report = await bench.run();
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : formatReport(report));
  return EXIT.ok;
}

process.exitCode = await main().catch((error: unknown) =>
  interrupted
    ? handleCommandError(new Error('Interrupted.'))
    : handleCommandError(error, { withStack: true }),
);
