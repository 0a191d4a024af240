import { countDecimals, type Money } from '#contracts';

/**
 * An amount such as `$12.34`, `¥1,234` or `KWD 1.234`, as the user's own language writes it. A whole
 * amount has the decimals that are usual for its currency: `$12.00`, but `COP 5,000`.
 */
export function formatMoney({ amount, currency }: Money, locale?: string): string {
  const digits = countDecimals(currency);
  const unit = 10 ** digits;
  const decimals =
    amount % unit === 0 ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale, { style: 'currency', currency, ...decimals }).format(
    amount / unit,
  );
}
