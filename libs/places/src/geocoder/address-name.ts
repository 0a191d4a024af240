import { removeHidden } from '#contracts';

/** The parts of an address. All of them come from outside. */
export interface AddressParts {
  readonly name?: string | undefined;
  readonly houseNumber?: string | undefined;
  readonly street?: string | undefined;
  /** ISO 3166-1, two letters. */
  readonly countryCode?: string | undefined;
}

/** The most characters of one part. */
const MAX_PART = 80;

/** Countries that write the house number before the street. */
const NUMBER_FIRST = new Set(
  'us ca gb ie au nz za in pk lk sg my hk ph th eg il fr lu mc'.split(' '),
);

/**
 * "Grand Cafe, 120 W 42nd St" or "Hauptstraße 5": what people call an address, in one line.
 *
 * @returns null without a name and a street
 */
export function nameAddress(parts: AddressParts): string | null {
  const name = printable(parts.name);
  const street = printable(parts.street);
  const houseNumber = printable(parts.houseNumber);
  const isNumberFirst = NUMBER_FIRST.has(parts.countryCode?.toLowerCase() ?? '');
  const words = isNumberFirst ? [houseNumber, street] : [street, houseNumber];
  const address = street && words.filter(Boolean).join(' ');
  const shown = [...new Set([name, address])].filter(Boolean);
  return shown.length === 0 ? null : shown.join(', ');
}

/** A text from outside in one line, without characters that change how others are read. */
function printable(text = ''): string {
  const line = text.slice(0, MAX_PART * 4).replace(/\s+/gu, ' ');
  const seen = removeHidden(line.toWellFormed()).trim();
  const short = seen.slice(0, MAX_PART);
  // The cut may leave half of a surrogate pair.
  return (short.isWellFormed() ? short : short.slice(0, -1)).trim();
}
