/** What a comma in a number is: the decimal separator in any case, or unless it may separate thousands. */
export type CommaUse = 'decimal' | 'guarded';

/** Stricter than `Number(text)`, which accepts a blank as 0, and 0x1F. */
const POINT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const COMMA = /^[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?$/i;
/** 1,234 is one and a bit, or one thousand. */
const THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+$/;

/**
 * Reads a decimal number with a point or a comma.
 *
 * @returns the number, or what is wrong with the text
 */
export function readDecimal(text: string, comma: CommaUse = 'guarded'): number | string {
  if (POINT.test(text)) return Number(text);
  if (comma === 'guarded' && THOUSANDS.test(text)) {
    return 'may be thousands or a decimal: write it without the comma, or with a point';
  }
  return COMMA.test(text) ? Number(text.replace(',', '.')) : 'is not a number';
}
