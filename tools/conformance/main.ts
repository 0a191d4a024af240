import { CommanderError } from 'commander';
import { Bailout } from './http/connection-problem.js';
import { readCommandLine, type KitCommand } from './option/command-line.js';
import { jsonReport } from './report/json-report.js';
import { TapReport } from './report/tap-report.js';
import { isFailure, runKit, selectChecks } from './run-kit.js';

/** No check was possible. */
const NOT_CHECKED = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const command = readCommandLine(args);
    return await (command.json ? runAsJson(command) : runAsTap(command));
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : NOT_CHECKED;
    if (!(error instanceof Bailout)) throw error;
    process.stderr.write(`${error.message}\n`);
    return NOT_CHECKED;
  }
}

async function runAsTap({ options, only, subject }: KitCommand): Promise<number> {
  const selected = selectChecks(only);
  const write = (text: string): void => void process.stdout.write(text);
  const report = new TapReport(write, { subject, checks: selected.length });
  try {
    const results = await runKit(options, selected, (result) => {
      report.add(result);
    });
    report.finish(results);
    return results.some(isFailure) ? 1 : 0;
  } catch (error) {
    if (error instanceof Bailout) report.bailOut(error.message);
    throw error;
  }
}

async function runAsJson({ options, only, subject }: KitCommand): Promise<number> {
  const results = await runKit(options, selectChecks(only));
  process.stdout.write(jsonReport(subject, results));
  return results.some(isFailure) ? 1 : 0;
}
