import { countDecimals, type Money } from '#contracts';
import type { Intl as Words } from '../language/intl.js';

/** A left-to-right mark. */
const LEFT_TO_RIGHT = '\u200e';
/** The last character of a sign such as `US$` in Arabic, where it would be shown as `$US`. */
const LATIN_SYMBOL = /(?<=^\u200f.*\p{Script=Latin})\p{Sc}$/u;

/**
 * An amount such as `$12.34`, `¥1,234` or `KWD 1.234`, as the language of the page writes it. A
 * whole amount has the decimals that are usual for its currency: `$12.00`, but `COP 5,000`.
 */
export function formatMoney(
  { amount, currency }: Money,
  intl: Pick<Words, 'formatNumber'>,
): string {
  const digits = countDecimals(currency);
  const unit = 10 ** digits;
  const decimals =
    amount % unit === 0 ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const text = intl.formatNumber(amount / unit, { style: 'currency', currency, ...decimals });
  return text.replace(LATIN_SYMBOL, (sign) => `${sign}${LEFT_TO_RIGHT}`);
}
