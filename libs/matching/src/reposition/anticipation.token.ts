/**
 * The token of the `Anticipation` that observes requests; null: none observes them. The matching
 * engine asks it where idle drivers should go, unless `MATCHING_REPOSITION` is off.
 */
export const ANTICIPATION = Symbol('Anticipation');
