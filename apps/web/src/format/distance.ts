import type { Intl as Words } from '../language/intl.js';

/** A distance for people, such as `350 m` or `2.4 km`. */
export function formatDistance(meters: number, intl: Pick<Words, 'formatNumber'>): string {
  const unit = meters < 1000 ? 'meter' : 'kilometer';
  const value = meters < 1000 ? Math.round(meters / 10) * 10 : meters / 1000;
  const maximumFractionDigits = value < 10 ? 1 : 0;
  return intl.formatNumber(value, { style: 'unit', unit, maximumFractionDigits });
}
