import { describe, expect, it } from '@jest/globals';
import { readTip, tipChoices } from './tip-amounts.js';

const money = (amount: number, currency = 'USD') => ({ amount, currency });
const read = (text: string, locale = 'en', fare = money(2000)) => readTip(text, { fare, locale });

describe('tipChoices', () => {
  it('offers 10, 15 and 20 percent of the fare, rounded to the minor unit', () => {
    expect(tipChoices(money(1237)).map(({ tip }) => tip.amount)).toEqual([124, 186, 247]);
    expect(tipChoices(money(1237, 'JPY')).map(({ tip }) => tip.amount)).toEqual([124, 186, 247]);
  });

  it('offers each amount once, also for the smallest fare', () => {
    expect(tipChoices(money(1)).map(({ tip }) => tip.amount)).toEqual([1]);
  });
});

describe('readTip', () => {
  it.each([
    ['3', 'en', 300],
    ['3.5', 'en', 350],
    ['3,50', 'de', 350],
    ['3.50', 'de', 350],
    [' 0.01 ', 'en', 1],
    ['٣٫٥', 'ar-EG', 350],
    ['３．５', 'ja', 350],
    ['40', 'en', 4000],
  ])('reads "%s" in the language %s as %i cents', (text, locale, amount) => {
    expect(read(text, locale)).toEqual(money(amount));
  });

  it.each([
    '',
    '0',
    '0.00',
    '-3',
    '1.234',
    '1,000.00',
    '3.505',
    '$3',
    '1e2',
    'three',
    '9'.repeat(30),
  ])('refuses "%s"', (text) => {
    expect(read(text)).toBe('not-an-amount');
  });

  it('refuses more than twice the fare', () => {
    expect(read('40.01')).toBe('too-high');
  });

  it('an amount has the decimals of the currency', () => {
    expect(read('1.234', 'en', money(5000, 'KWD'))).toEqual(money(1234, 'KWD'));
    expect(read('120', 'ja', money(5000, 'JPY'))).toEqual(money(120, 'JPY'));
    expect(read('1.5', 'ja', money(5000, 'JPY'))).toBe('not-an-amount');
  });
});
