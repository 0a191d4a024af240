/** A round distance, and how long it is on the screen. */
export interface Scale {
  pixels: number;
  value: number;
  unit: 'meter' | 'kilometer' | 'foot' | 'mile';
}

const METERS_PER_FOOT = 0.3048;
const FEET_PER_MILE = 5280;

/** Countries where road signs are in miles: the United States, the United Kingdom and a few others. */
const MILES = new Set(['US', 'GB', 'LR', 'MM', 'PR', 'VI', 'GU', 'AS', 'MP', 'JE', 'GG', 'IM']);

/** @param locale a BCP 47 tag; the country of `en` is its most likely one, the United States */
export function usesMiles(locale: string): boolean {
  try {
    return MILES.has(new Intl.Locale(locale).maximize().region ?? '');
  } catch {
    return false;
  }
}

/**
 * The longest round distance (1, 2 or 5 times a power of ten) that fits on the screen.
 *
 * @param metersPerPixel of the map at its centre
 */
export function scaleOf(metersPerPixel: number, isImperial: boolean, maxPixels = 110): Scale {
  const perPixel = isImperial ? metersPerPixel / METERS_PER_FOOT : metersPerPixel;
  const most = perPixel * maxPixels;
  const large = isImperial ? FEET_PER_MILE : 1000;
  const isLarge = most >= large;
  const value = roundDown(isLarge ? most / large : most);
  const small = isImperial ? 'foot' : 'meter';
  const unit = isLarge ? (isImperial ? 'mile' : 'kilometer') : small;
  return { value, unit, pixels: (isLarge ? value * large : value) / perPixel };
}

function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = [5, 2, 1].find((each) => each * power <= value) ?? 1;
  return digit * power;
}
