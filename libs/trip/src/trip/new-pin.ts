import { randomInt } from 'node:crypto';

const PIN_DIGITS = 4;

/**
 * @param previous the PIN of the trip so far. The new one differs from it, because a former
 *   driver knows it.
 * @returns a PIN from the system's random source, because a driver must not guess it
 */
export function newPin(previous?: string): string {
  for (;;) {
    const pin = String(randomInt(10 ** PIN_DIGITS)).padStart(PIN_DIGITS, '0');
    if (pin !== previous) return pin;
  }
}
