/** `1,234,567`, or `1,234.50` with two decimals. The same wherever it runs. */
export function numberText(value: number, decimals = 0): string {
  const [whole = '', fraction] = value.toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A count. */
export const withThousands = (value: number): string => numberText(value);
