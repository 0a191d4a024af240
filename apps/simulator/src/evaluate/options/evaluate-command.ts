import { Command } from 'commander';
import { addCityOptions } from './city-options.js';
import { addDayOptions } from './day-options.js';
import { addFleetOptions } from './fleet-options.js';
import { addOutputOptions } from './output-options.js';
import { addStudyOptions } from './study-options.js';

/** Creates the command line of `npm run evaluate` with its help. */
export function evaluateCommand(): Command {
  return addOutputOptions(
    addStudyOptions(
      addFleetOptions(addDayOptions(addCityOptions(new Command('npm run evaluate --')))),
    ),
  )
    .description(
      'What each dispatch policy does to a city: simulates the same day with each of them, in ' +
        'virtual time, and compares who was served, how long they waited and how cars drove.',
    )
    .allowExcessArguments(false);
}
