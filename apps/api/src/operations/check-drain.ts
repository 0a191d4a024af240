import type { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import type { Drain } from './drain.js';

/** Down from the moment at which the process is told to end, while it still serves its clients. */
export function checkDrain(
  indicators: HealthIndicatorService,
  drain: Drain,
): HealthIndicatorResult {
  const indicator = indicators.check('process');
  return drain.hasBegun ? indicator.down({ reason: 'draining' }) : indicator.up();
}
