import type { Intl as Words } from '../language/intl.js';

/** A unit of length as `Intl.NumberFormat` names it, with its length in metres. */
export interface LengthUnit {
  name: 'meter' | 'kilometer' | 'foot' | 'yard' | 'mile';
  meters: number;
}

/** The units of the road signs in a country: one for what is near, one for what is far. */
export interface LengthUnits {
  near: LengthUnit;
  far: LengthUnit;
}

const FOOT: LengthUnit = { name: 'foot', meters: 0.3048 };
const YARD: LengthUnit = { name: 'yard', meters: 0.9144 };
const MILE: LengthUnit = { name: 'mile', meters: 1609.344 };

const METRIC: LengthUnits = {
  near: { name: 'meter', meters: 1 },
  far: { name: 'kilometer', meters: 1000 },
};
const AMERICAN: LengthUnits = { near: FOOT, far: MILE };
const BRITISH: LengthUnits = { near: YARD, far: MILE };

/** Countries where road signs are in miles. */
const COUNTRIES: readonly [units: LengthUnits, countries: readonly string[]][] = [
  [AMERICAN, ['US', 'PR', 'VI', 'GU', 'AS', 'MP', 'LR']],
  [BRITISH, ['GB', 'JE', 'GG', 'IM']],
];

/** A distance of more near units than these is in the far unit. */
const MOST_NEAR = 1000;

/**
 * The units of lengths for a locale.
 *
 * @param locale a BCP 47 tag; the country of `en` is its most likely one, the United States
 * @returns metres and kilometres for a tag that is none
 */
export function lengthUnits(locale: string): LengthUnits {
  const country = countryOf(locale);
  return COUNTRIES.find(([, countries]) => countries.includes(country))?.[0] ?? METRIC;
}

function countryOf(locale: string): string {
  try {
    return new Intl.Locale(locale).maximize().region ?? '';
  } catch {
    return '';
  }
}

/** A distance for people in the units of their country, such as `350 m`, `2.4 km` or `1.5 mi`. */
export function formatDistance(
  meters: number,
  intl: Pick<Words, 'formatNumber' | 'locale'>,
): string {
  const { near, far } = lengthUnits(intl.locale);
  const tens = Math.round(meters / near.meters / 10) * 10;
  const isNear = tens < MOST_NEAR;
  const value = isNear ? tens : meters / far.meters;
  const unit = (isNear ? near : far).name;
  const maximumFractionDigits = value < 10 ? 1 : 0;
  return intl.formatNumber(value, { style: 'unit', unit, maximumFractionDigits });
}
