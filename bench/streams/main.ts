import { CommanderError } from 'commander';
import { readOptions } from './options.js';
import { reportText } from './report/report-text.js';
import { StreamsBench, TooFewFiles } from './streams-bench.js';

const EXIT = { ok: 0, other: 1, badInput: 2 } as const;

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
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report));
  return EXIT.ok;
}

function exitCodeOf(error: unknown): number {
  // Commander has written its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
  if (error instanceof TooFewFiles) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.badInput;
  }
  const stack = error instanceof Error ? error.stack : undefined;
  process.stderr.write(interrupted ? 'Interrupted.\n' : `${stack ?? String(error)}\n`);
  return EXIT.other;
}

process.exitCode = await main().catch(exitCodeOf);
