import { Command } from 'commander';
import { parseCount } from '../report/parse-count.js';

export interface WebhooksBenchOptions {
  /** Endpoints that answer, each of which gets every event. */
  endpoints: number;
  /** Events of the backlog. */
  events: number;
  json: boolean;
}

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): WebhooksBenchOptions {
  const { endpoints, events, json } = new Command('npm run bench:webhooks --')
    .description('Measures deliveries a second to the servers of partners.')
    .option('--endpoints <n>', 'endpoints that get every event', parseCount(1, 50), 4)
    .option('--events <n>', 'events of the backlog', parseCount(100, 100_000), 3_000)
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .allowExcessArguments(false)
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<{ endpoints: number; events: number; json?: true }>();
  return { endpoints, events, json: json === true };
}
