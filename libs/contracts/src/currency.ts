/** The currencies whose minor unit is not a hundredth (ISO 4217, list one). */
const DECIMALS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const decimals = new Map(
  Object.entries(DECIMALS).flatMap(([count, codes]) =>
    codes.split(' ').map((code) => [code, Number(count)]),
  ),
);

/**
 * The number of decimals of a currency by ISO 4217: 2 for USD, 0 for JPY, 3 for KWD. It is not the
 * number that `Intl.NumberFormat` shows: that leaves out the decimals of COP, HUF, IDR and others,
 * which ISO 4217 has, so an amount would be read a hundred times too high.
 */
export const countDecimals = (currency: string): number => decimals.get(currency) ?? 2;
