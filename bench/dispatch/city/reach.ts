/** The longest drive to a pickup, as in the default of `MATCHING_REACH_SECONDS`. */
export const REACH_SECONDS = 1200;
