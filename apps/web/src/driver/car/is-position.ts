import type { Position } from '#contracts';

/** Whether something that was kept is a place. */
export function isPosition(found: unknown): found is Position {
  if (typeof found !== 'object' || found === null) return false;
  const { lat, lng } = found as Partial<Position>;
  return Number.isFinite(lat) && Number.isFinite(lng);
}
