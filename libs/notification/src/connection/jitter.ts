/**
 * Returns a random whole number of milliseconds between `ms` and twice `ms`, so that clients that
 * were disconnected together do not reconnect together.
 */
export const withJitter = (ms: number): number => Math.round(ms * (1 + Math.random()));
