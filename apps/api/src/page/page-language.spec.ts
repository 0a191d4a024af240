import { describe, expect, it } from '@jest/globals';
import { choosePageLanguage } from './page-language.js';

describe('choosePageLanguage', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['ja', 'ja'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['fr-CH, fr;q=0.9, es;q=0.7, *;q=0.5', 'es'],
    ['en;q=0.2, AR-EG ; q=0.9', 'ar'],
    ['ja, de', 'ja'],
    ['fr, *', 'en'],
    ['de;q=0, ja;q=0.1', 'ja'],
    ['de;q=nonsense, es;q=1.2.3', 'de'],
    ['__proto__, toString', 'en'],
  ])('the header %j gives a page in %s', (header, language) => {
    expect(choosePageLanguage(header)).toBe(language);
  });
});
