import { Command } from 'commander';
import { parseCount } from '../report/parse-count.js';

export interface PagesBenchOptions {
  /** The median of so many visits of each page counts. */
  visits: number;
  json: boolean;
}

const VISITS = 5;

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): PagesBenchOptions {
  const { visits, quick, json } = new Command('npm run bench:pages --')
    .description('Measures first visits of each page in Chromium, beside a page with a heading.')
    .option('--visits <n>', `the median of so many visits counts (${VISITS})`, parseCount(1, 50))
    .option('--quick', 'one visit of each page')
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .allowExcessArguments(false)
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<{ visits?: number; quick?: true; json?: true }>();
  return { visits: visits ?? (quick ? 1 : VISITS), json: json === true };
}
