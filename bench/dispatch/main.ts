import { CommanderError } from 'commander';
import { InputError } from '#geo';
import { runDispatchBench } from './dispatch-bench.js';
import { readOptions } from './options.js';
import { reportText } from './report/report-text.js';

const EXIT = { ok: 0, other: 1, badInput: 2 } as const;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const progress = options.json ? process.stderr : process.stdout;
  const report = await runDispatchBench(options, (text) => progress.write(`${text}\n`));
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report));
  return EXIT.ok;
}

function exitCodeOf(error: unknown): number {
  // Commander has written its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
  if (error instanceof InputError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.badInput;
  }
  process.stderr.write(`${(error instanceof Error ? error.stack : undefined) ?? String(error)}\n`);
  return EXIT.other;
}

process.exitCode = await main().catch(exitCodeOf);
