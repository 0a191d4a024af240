/**
 * The longest delay of a timer, in milliseconds. Engines keep the delay as a signed number of 32 bits
 * and fire a longer timer at once, which turns a long wait into a busy loop.
 */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Starts a timer. A delay from outside may have any value: one beyond the longest is shortened to it,
 * and a negative one, or one that is not a number, counts as 0. ESLint forbids `setTimeout` in the rest
 * of this package.
 */
export const startTimer = (action: () => void, delayMs: number): ReturnType<typeof setTimeout> =>
  setTimeout(action, delayMs > 0 ? Math.min(delayMs, MAX_TIMER_MS) : 0);
