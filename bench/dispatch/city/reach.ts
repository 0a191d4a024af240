/** Nobody is asked to drive longer to a pickup: the default of `MATCHING_REACH_SECONDS`. */
export const REACH_SECONDS = 1200;
