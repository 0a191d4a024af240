import { countDecimals, type Money } from '#contracts';

/** Shares of the fare that the form offers. */
const SHARES = [0.1, 0.15, 0.2] as const;

/** The server refuses a tip above this multiple of the fare. */
const MOST_OF_FARE = 2;

/** A tip that the form offers. */
export interface TipChoice {
  /** The share of the fare, from 0 to 1. */
  share: number;
  tip: Money;
}

/** Why a text is no amount. */
export type AmountFault = 'not-an-amount' | 'too-high';

/** The largest tip for a fare. */
export const mostTip = ({ amount, currency }: Money): Money => ({
  amount: MOST_OF_FARE * amount,
  currency,
});

/** Tips by a share of the fare, each at least one minor unit and each amount once. */
export function tipChoices({ amount, currency }: Money): TipChoice[] {
  const choices = SHARES.map((share) => ({
    share,
    tip: { amount: Math.max(1, Math.round(amount * share)), currency },
  }));
  return choices.filter(
    ({ tip }, index) => choices.findIndex((other) => other.tip.amount === tip.amount) === index,
  );
}

/**
 * Reads an amount that a person typed in the currency of the fare. The digits and the decimal sign
 * may be those of the language or `0-9`, `.` and `,`. A sign that groups digits is refused, because
 * `1.234` is one thousand in one language and about one in another.
 *
 * @param locale of the page, such as `de`
 */
export function readTip(
  text: string,
  { fare, locale }: { fare: Money; locale: string },
): Money | AmountFault {
  const decimals = countDecimals(fare.currency);
  const typed = toPlainDigits(text.trim(), locale);
  const pattern = decimals === 0 ? /^\d{1,9}$/ : /^\d{1,9}(?:[.,](\d+))?$/;
  const match = pattern.exec(typed);
  if (!match || (match[1]?.length ?? 0) > decimals) return 'not-an-amount';
  const amount = Math.round(Number(typed.replace(',', '.')) * 10 ** decimals);
  if (amount === 0) return 'not-an-amount';
  const most = mostTip(fare);
  return amount > most.amount ? 'too-high' : { amount, currency: fare.currency };
}

function toPlainDigits(text: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { useGrouping: false });
  const digits = new Map(
    Array.from({ length: 10 }, (_, digit) => [format.format(digit), `${digit}`]),
  );
  const sign = format.formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  // A Japanese keyboard types full-width digits.
  return Array.from(text.normalize('NFKC'))
    .map((each) => digits.get(each) ?? (each === sign ? '.' : each))
    .join('');
}
