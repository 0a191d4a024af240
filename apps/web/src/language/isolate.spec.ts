import { describe, expect, it } from '@jest/globals';
import { plain } from '../../test/test-intl.js';
import { isolate, splitIsolates } from './isolate.js';

const typedIn = (sentence: string) =>
  splitIsolates(sentence)
    .filter(({ isTyped }) => isTyped)
    .map(({ text }) => text);

describe('a name in a sentence', () => {
  it('each name is a part of its own', () => {
    const sentence = `${isolate('Ada')} waits for ${isolate('دانا')}.`;
    expect(typedIn(sentence)).toEqual(['Ada', 'دانا']);
    expect(plain(sentence)).toBe('Ada waits for دانا.');
  });

  it('a name with controls of the direction stays one part without them', () => {
    expect(typedIn(`${isolate('A\u2069\u202eda')} waits.`)).toEqual(['Ada']);
  });

  it('a sentence without a name is one part', () => {
    expect(splitIsolates('Where to?')).toEqual([{ text: 'Where to?', isTyped: false }]);
  });
});
