/** Milliseconds between `ms` and twice that: clients that left together must not return together. */
export const withJitter = (ms: number): number => Math.round(ms * (1 + Math.random()));
