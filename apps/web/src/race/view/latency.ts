import { formatTenths } from '../../format/time.js';
import type { Intl } from '../../language/intl.js';

const SECOND_MS = 1_000;

/** A latency of two or three digits: `9 ms`, `850 ms`, then `6.4 s`. */
export function formatLatency(latencyMs: number, intl: Intl): string {
  const whole = Math.max(1, Math.round(latencyMs));
  if (whole >= SECOND_MS) return formatTenths(latencyMs / SECOND_MS, intl);
  return intl.formatMessage({ id: 'race.milliseconds' }, { milliseconds: whole });
}
