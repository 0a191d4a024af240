import { CommanderError } from 'commander';
import { Bailout } from './http/connection-problem.js';
import { readCommandLine, type KitCommand } from './option/command-line.js';
import { jsonReport } from './report/json-report.js';
import { TapReport } from './report/tap-report.js';
import { isFailure, runKit, selectChecks } from './run-kit.js';

/** Where the command writes. */
export interface Output {
  /** The report. */
  readonly out: (text: string) => void;
  /** What is wrong with the options, or why no check was possible. */
  readonly error: (text: string) => void;
}

/** No check was possible. */
const NOT_CHECKED = 2;

/**
 * Runs the kit as a command.
 *
 * @returns the exit code: 0, 1 when a required check has failed, 2 when no check was possible
 */
export async function runCommand(args: readonly string[], output: Output): Promise<number> {
  try {
    const command = readCommandLine(args, output);
    return await (command.json ? runAsJson(command, output) : runAsTap(command, output));
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : NOT_CHECKED;
    if (!(error instanceof Bailout)) throw error;
    output.error(`${error.message}\n`);
    return NOT_CHECKED;
  }
}

async function runAsTap({ options, only, subject }: KitCommand, { out }: Output): Promise<number> {
  const selected = selectChecks(only);
  const report = new TapReport(out, { subject, checks: selected.length });
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

async function runAsJson({ options, only, subject }: KitCommand, { out }: Output): Promise<number> {
  const results = await runKit(options, selectChecks(only));
  out(jsonReport(subject, results));
  return results.some(isFailure) ? 1 : 0;
}
