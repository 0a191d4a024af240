import type { Position } from '#contracts';

/** Two numbers such as `40.7549, -73.984`, separated by a comma, a semicolon or a blank. */
const TYPED = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;

/** @returns undefined when the text is no position */
export function parsePosition(text: string): Position | undefined {
  const match = TYPED.exec(text.replaceAll('−', '-'));
  if (!match) return undefined;
  const [lat, lng] = [Number(match[1]), Number(match[2])];
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : undefined;
}

/** Writes a position with five decimals, which are exact to a metre. */
export const writePosition = ({ lat, lng }: Position): string =>
  `${lat.toFixed(5)}, ${lng.toFixed(5)}`;
