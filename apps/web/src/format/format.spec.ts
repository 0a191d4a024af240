import { describe, expect, it } from '@jest/globals';
import { testIntl } from '../../test/test-intl.js';
import { formatDistance, lengthUnits } from './distance.js';
import { formatMoney } from './money.js';
import { formatSeconds, formatWait } from './time.js';

const english = await testIntl('en-US');
const german = await testIntl('de');
const arabic = await testIntl('ar-EG');

describe('formats for people', () => {
  it('an amount has the minor units of its currency', () => {
    expect(formatMoney({ amount: 1234, currency: 'USD' }, english)).toBe('$12.34');
    expect(formatMoney({ amount: 1200, currency: 'USD' }, english)).toBe('$12.00');
    expect(formatMoney({ amount: 1234, currency: 'JPY' }, english)).toBe('¥1,234');
    expect(formatMoney({ amount: 1234, currency: 'KWD' }, english)).toBe('KWD\u00a01.234');
    expect(formatMoney({ amount: 1234, currency: 'EUR' }, german)).toBe('12,34\u00a0€');
  });

  it('an amount keeps the decimals that its currency has and the language does not show', () => {
    expect(formatMoney({ amount: 500_050, currency: 'COP' }, english)).toBe('COP\u00a05,000.50');
    expect(formatMoney({ amount: 500_000, currency: 'IDR' }, english)).toBe('IDR\u00a05,000');
  });

  it('a dollar sign stays behind its letters on a page that runs from right to left', () => {
    expect(formatMoney({ amount: 700, currency: 'USD' }, arabic)).toMatch(/US\$\u200e$/);
    expect(formatMoney({ amount: 700, currency: 'EUR' }, arabic)).toMatch(/€$/);
    expect(formatMoney({ amount: 700, currency: 'USD' }, english)).toBe('$7.00');
  });

  it('a wait is rounded up to minutes', () => {
    expect([0, 59, 60, 61, 3600, 3900].map((seconds) => formatWait(seconds, english))).toEqual([
      'less than a minute',
      'less than a minute',
      '1 min',
      '2 min',
      '1 h',
      '1 h 5 min',
    ]);
  });

  it('a countdown never goes below zero', () => {
    expect([-3, 9, 125].map((seconds) => formatSeconds(seconds, english))).toEqual([
      '0 s',
      '9 s',
      '2:05',
    ]);
  });

  it.each([
    ['de-DE', ['60 m', '350 m', '1 km', '2,4 km', '23 km']],
    ['en-US', ['200 ft', '0.2 mi', '0.6 mi', '1.5 mi', '15 mi']],
    ['en-GB', ['70 yd', '380 yd', '0.6 mi', '1.5 mi', '15 mi']],
    ['ja-JP', ['60 m', '350 m', '1 km', '2.4 km', '23 km']],
  ])(
    'a distance in %s has two or three significant digits and the units of its road signs',
    async (locale, expected) => {
      const intl = await testIntl(locale);
      const texts = [60, 347, 997, 2410, 23_400].map((meters) => formatDistance(meters, intl));
      expect(texts.map((text) => text.replace('\u00a0', ' '))).toEqual(expected);
    },
  );

  it.each([
    ['en-US', 'foot'],
    ['en', 'foot'],
    ['en-GB', 'yard'],
    ['de', 'meter'],
    ['ja-JP', 'meter'],
    ['not a locale', 'meter'],
  ])('the near unit of %s is the %s', (locale, unit) => {
    expect(lengthUnits(locale).near.name).toBe(unit);
  });

  it('the digits of an amount and of a wait come from one locale', () => {
    expect(formatMoney({ amount: 1234, currency: 'EGP' }, arabic)).toMatch(/١٢٫٣٤/);
    expect(formatWait(240, arabic)).toBe('٤ د');
    expect(formatSeconds(125, arabic)).toBe('٢:٠٥');
    expect(formatWait(3900, german)).toBe('1 Std. 5 Min.');
  });
});
