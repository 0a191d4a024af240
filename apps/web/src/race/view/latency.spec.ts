import { describe, expect, it } from '@jest/globals';
import { testIntl } from '../../../test/test-intl.js';
import { formatLatency } from './latency.js';

const english = await testIntl();
const german = await testIntl('de');

describe('formatLatency', () => {
  it('a latency is in milliseconds below a second, then in seconds with one decimal', () => {
    const texts = [0, 8.6, 999, 1_000, 6_440].map((value) => formatLatency(value, english));
    expect(texts).toEqual(['1 ms', '9 ms', '999 ms', '1.0 s', '6.4 s']);
  });

  it('a latency has the decimal sign of the language', () => {
    expect(formatLatency(1_250, german)).toBe('1,3 s');
  });
});
