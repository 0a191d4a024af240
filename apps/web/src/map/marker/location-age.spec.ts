import { describe, expect, it } from '@jest/globals';
import { ageSentence, oldAge } from './location-age.js';

describe('the age of a location', () => {
  it('a location is recent for 15 seconds, and then has an age', () => {
    expect([0, 4.9, 15].map(oldAge)).toEqual([null, null, null]);
    expect(oldAge(15.4)).toBe(15);
  });

  it('the age is a sentence in seconds or minutes', () => {
    expect(ageSentence(42)).toBe('Car seen 42 s ago');
    expect(ageSentence(125)).toBe('Car seen 2:05 ago');
  });
});
