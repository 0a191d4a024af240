import { describe, expect, it } from '@jest/globals';
import { testIntl } from '../../../test/test-intl.js';
import { ageSentence, staleAge } from './location-age.js';

describe('the age of a location', () => {
  it('a location is recent for 10 seconds, and then has an age', () => {
    expect([0, 4.9, 10].map(staleAge)).toEqual([null, null, null]);
    expect(staleAge(10.4)).toBe(10);
  });

  it('the age is a sentence in seconds or minutes', async () => {
    const intl = await testIntl();
    expect(ageSentence(42, intl)).toBe('Car seen 42 s ago');
    expect(ageSentence(125, intl)).toBe('Car seen 2:05 ago');
  });
});
