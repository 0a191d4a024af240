import type { Money } from '#contracts';

/** `$12.34`, as the reader's own language writes it; minor units as the currency has them. */
export function formatMoney({ amount, currency }: Money, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
