import type { Position } from '#contracts';

/** The great-circle distance in metres. The fake has no streets. */
export function metersBetween(from: Position, to: Position): number {
  const rad = Math.PI / 180;
  const a =
    Math.sin(((to.lat - from.lat) * rad) / 2) ** 2 +
    Math.cos(from.lat * rad) *
      Math.cos(to.lat * rad) *
      Math.sin(((to.lng - from.lng) * rad) / 2) ** 2;
  return 12_742_000 * Math.asin(Math.sqrt(a));
}
