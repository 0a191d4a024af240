import path from 'node:path';
import { Command } from 'commander';
import { policyNames } from '#dispatch';

/** A folder below `.data`, whose content may be deleted at any time. */
const CACHE_DIR = path.join('.data', 'travel-times');

/** Creates the command line of `npm run evaluate` with its help. */
export function evaluateCommand(): Command {
  return withOutput(withRules(withCity(new Command('npm run evaluate --'))))
    .description(
      'What each dispatch policy does to a city: simulates the same day with each of them, in ' +
        'virtual time, and compares who was served, how long they waited and how cars drove.',
    )
    .allowExcessArguments(false);
}

function withCity(command: Command): Command {
  return command
    .optionsGroup('The city:')
    .option('--requests <csv>', 'recorded requests instead of the generated city')
    .option('--network <json>', 'their road network (node-link JSON)')
    .option('--vehicles <csv>', 'their fleet')
    .option(
      '--riders-per-hour <n>',
      'requests in an average hour of the generated city (default: 240)',
    )
    .option(
      '--drivers <n>',
      'cars of the generated city (default: 45, too few for the rush hours)',
    );
}

/** The defaults are those of published evaluations, except for the window. */
function withRules(command: Command): Command {
  return command
    .optionsGroup('The day:')
    .option('--policy <names>', `with commas between them: ${policyNames.join(', ')}`, 'all')
    .option('--window <duration>', 'time between two decisions, e.g. 60s, 10 or 1m', '10s')
    .option(
      '--patience <duration>',
      "who isn't picked up within this is lost, e.g. 600 or 10m",
      '600',
    )
    .option('--accept-rate <share>', 'offers that drivers accept, 0 to 1', '1')
    .option('--think <duration>', 'what a driver takes to answer an offer, 0 for nothing', '0s')
    .option('--offer-seconds <n>', 'an offer without an answer by then has expired', '15')
    .option('--retry-seconds <n>', 'a driver who missed an offer is asked again; 0: never', '30')
    .option('--seed <n>', 'same seed, same results', '1');
}

function withOutput(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .option('--json', 'one JSON object on stdout instead of the table')
    .option('--report <html>', 'a page with charts and maps, in a single file')
    .optionsGroup('Travel times:')
    .option(
      '--memory <MB>',
      'most memory for travel times; a network with more is computed as needed',
      '1024',
    )
    .option('--cache-dir <folder>', 'where they are kept for the next run', CACHE_DIR)
    .option('--no-cache', 'neither read nor keep them');
}
