import { describe, expect, it } from '@jest/globals';
import { chooseLanguage, chooseLocale } from './choose-language.js';

describe('the language of the pages', () => {
  it('a stored choice is stronger than the languages of the browser', () => {
    expect(chooseLanguage('ja', ['de-AT', 'en'])).toBe('ja');
  });

  it('the first language of the browser that has a catalogue is chosen', () => {
    expect(chooseLanguage(null, ['pt-BR', 'es-MX', 'en'])).toBe('es');
    expect(chooseLanguage(null, ['AR-eg'])).toBe('ar');
  });

  it('a stored or wanted language without a catalogue leads to English', () => {
    expect(chooseLanguage('tlh', ['fr'])).toBe('en');
    expect(chooseLanguage('toString', [])).toBe('en');
  });

  it('numbers have the region of the browser where it belongs to the language of the words', () => {
    expect(chooseLocale('de', ['en-GB', 'de-CH'])).toBe('de-CH');
    expect(chooseLocale('de', ['en-GB'])).toBe('de');
    expect(chooseLocale('en', ['en-US@posix'])).toBe('en');
  });
});
