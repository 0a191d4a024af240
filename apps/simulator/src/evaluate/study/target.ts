import { UsageError } from '#simulation';
import type { DayKpis } from '../kpis/day-kpis.js';

/** A level of service that a fleet must reach. */
export interface Target {
  readonly name: TargetName;
  readonly value: number;
}

interface TargetFigure {
  readonly unit: string;
  readonly better: 'more' | 'less';
  readonly of: (kpis: DayKpis) => number | null;
}

const FIGURES = {
  served: { unit: '%', better: 'more', of: ({ servedPercent }) => servedPercent },
  'served-ride-time': {
    unit: '%',
    better: 'more',
    of: ({ servedRideTimePercent }) => servedRideTimePercent,
  },
  'wait-mean': { unit: 's', better: 'less', of: ({ waitSeconds }) => waitSeconds.mean },
  'wait-p50': { unit: 's', better: 'less', of: ({ waitSeconds }) => waitSeconds.p50 },
  'wait-p95': { unit: 's', better: 'less', of: ({ waitSeconds }) => waitSeconds.p95 },
} satisfies Record<string, TargetFigure>;

export type TargetName = keyof typeof FIGURES;

/** The names of all targets. */
export const TARGET_NAMES = Object.keys(FIGURES) as readonly TargetName[];

/** The figure that a target is about. */
export const targetFigure = ({ name }: Target): TargetFigure => FIGURES[name];

/** Formats `served ≥ 95 %`. */
export const targetText = ({ name, value }: Target): string =>
  `${name} ${FIGURES[name].better === 'more' ? '≥' : '≤'} ${value} ${FIGURES[name].unit}`;

/**
 * Reads targets: `served=95,wait-p95=300`.
 *
 * @throws {UsageError} with the valid form
 */
export function readTargets(text: string): Target[] {
  const targets = text.split(',').map((part) => readTarget(part.trim(), text));
  const names = new Set(targets.map(({ name }) => name));
  if (names.size === targets.length) return targets;
  throw new UsageError(`--target: "${text}" names a figure twice`);
}

function readTarget(part: string, text: string): Target {
  const [name, value] = part.split('=').map((each) => each.trim());
  const number = value ? Number(value) : NaN;
  const known = TARGET_NAMES.find((each) => each === name);
  if (!known || !Number.isFinite(number) || number < 0) {
    throw new UsageError(
      `--target takes figures such as served=95,wait-p95=300, not "${text}"; figures: ${TARGET_NAMES.join(', ')}`,
    );
  }
  if (FIGURES[known].unit === '%' && number > 100) {
    throw new UsageError(`--target: ${known} is a percentage, so ${number} can't be reached`);
  }
  return { name: known, value: number };
}
