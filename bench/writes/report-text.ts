import { machineText } from '../report/machine.js';
import { formatBloat } from './bloat/bloat-text.js';
import { formatSpeed } from './speed/speed-text.js';
import type { WritesReport } from './writes-bench.js';

/** Formats the report as Markdown tables. */
export function formatReport({ machine, bloat, speed }: WritesReport): string {
  const body = [...(speed ? formatSpeed(speed) : []), ...(bloat ? formatBloat(bloat) : [])];
  return ['', `${machineText(machine)}.`, '', ...body].join('\n');
}
