/** The key of the advisory lock by which one process at a time trims; the others do not wait. */
export const TRIM_LOCK = 7_014_003;
