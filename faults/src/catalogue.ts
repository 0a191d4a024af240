import { processFaults } from './fault/processes.js';
import type { Fault } from './run/scene.js';

/** Everything that is made to go wrong, in the order in which it does. */
export const catalogue: readonly Fault[] = [...processFaults];

/** Faults of the list that other tests make happen. */
export const coveredElsewhere: Readonly<Record<string, string>> = {
  'eight-tabs': 'eight tabs in one browser share one stream: the browser tests',
};
