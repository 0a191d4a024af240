import { Command, Option } from 'commander';
import { parseCount } from '../report/parse-count.js';
import { conditionNames, type ConditionName } from './conditions.js';

export interface RaceOptions {
  /** Riders with one ride each, in each network. Each way has a client for each rider. */
  rides: number;
  /** Seconds in which the rides happen, in each network. */
  seconds: number;
  only: readonly ConditionName[];
  json: boolean;
  /** The file of the report as a page. */
  report: string | undefined;
}

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): RaceOptions {
  const raw = new Command('npm run race --')
    .description('Reads the same rides by polling, long polling, SSE and WebSocket, side by side.')
    .option('--rides <n>', 'rides, and clients of each way', parseCount(2, 1_000), 200)
    .option('--seconds <n>', 'seconds of the rides in each network', parseCount(2, 600), 12)
    .addOption(
      new Option('--only <networks...>', 'races in these networks').choices([...conditionNames]),
    )
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .option('--report <file>', 'writes a page with plots, which needs no other file')
    .allowExcessArguments(false)
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<{
      rides: number;
      seconds: number;
      only?: ConditionName[];
      json?: true;
      report?: string;
    }>();
  return {
    rides: raw.rides,
    seconds: raw.seconds,
    only: raw.only ?? conditionNames,
    json: raw.json === true,
    report: raw.report,
  };
}
