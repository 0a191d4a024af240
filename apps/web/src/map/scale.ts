import type { LengthUnit, LengthUnits } from '../format/distance.js';

/** A round distance, and how long it is on the screen. */
export interface Scale {
  pixels: number;
  value: number;
  unit: LengthUnit['name'];
}

/**
 * The longest round distance (1, 2 or 5 times a power of ten) that fits on the screen.
 *
 * @param metersPerPixel of the map at its centre
 */
export function scaleOf(
  metersPerPixel: number,
  { near, far }: LengthUnits,
  maxPixels = 110,
): Scale {
  const most = metersPerPixel * maxPixels;
  const unit = most >= far.meters ? far : near;
  const value = roundDown(most / unit.meters);
  return { value, unit: unit.name, pixels: (value * unit.meters) / metersPerPixel };
}

function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = [5, 2, 1].find((each) => each * power <= value) ?? 1;
  return digit * power;
}
