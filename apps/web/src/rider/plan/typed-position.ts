import type { Position } from '#contracts';

/** As people type and copy it: `40.7549, -73.984`, also with a blank or a semicolon between. */
const TYPED = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;

/** @returns undefined for what is no position */
export function parsePosition(text: string): Position | undefined {
  const match = TYPED.exec(text.replaceAll('−', '-'));
  if (!match) return undefined;
  const [lat, lng] = [Number(match[1]), Number(match[2])];
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : undefined;
}

/** Five decimals are a metre. */
export const writePosition = ({ lat, lng }: Position): string =>
  `${lat.toFixed(5)}, ${lng.toFixed(5)}`;
