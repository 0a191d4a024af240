/** Formats `1,234,567`, or `1,234.50` with two decimals, independently of the locale. */
export function numberText(value: number, decimals = 0): string {
  const [whole = '', fraction] = value.toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Formats a count. */
export const withThousands = (value: number): string => numberText(value);
