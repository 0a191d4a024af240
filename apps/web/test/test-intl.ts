import { createIntl, type IntlShape, type ResolvedIntlConfig } from 'react-intl';
import type { Language } from '../src/language/languages.js';
import type { MessageId } from '../src/language/message-id.js';

/** The folders with catalogues. */
export const FEATURES = [
  'bytes',
  'city',
  'driver',
  'format',
  'landing',
  'language',
  'map',
  'page',
  'problem',
  'race',
  'rating',
  'rider',
  'session',
  'stream',
  'tip',
  'watch',
] as const;

export type Feature = (typeof FEATURES)[number];

/** Messages as they stand in the file, by their id. */
export type Messages = Record<string, string>;

/** The catalogue of one folder and language. */
export async function readMessages(feature: Feature, language: Language): Promise<Messages> {
  const path = `../src/${feature}/messages/${language}.json`;
  const file = (await import(path, { with: { type: 'json' } })) as { default: Messages };
  return file.default;
}

/**
 * The words and formats of a language for the spec of a sentence function:
 * `const intl = await testIntl();`. A missing message or a wrong placeholder is an error.
 *
 * @param locale a language of the pages, or one with a region (`de-CH`)
 */
export async function testIntl(locale = 'en-US'): Promise<IntlShape> {
  const language = locale.split('-')[0] as Language;
  const parts = await Promise.all(FEATURES.map((feature) => readMessages(feature, language)));
  const messages = Object.assign({}, ...parts) as Record<MessageId, string>;
  const onError: ResolvedIntlConfig['onError'] = (error) => {
    throw error;
  };
  return createIntl({ locale, messages, onError, timeZone: 'UTC' });
}

/** A sentence without the invisible marks round its names. */
export const plain = (sentence: string): string => sentence.replace(/[\u2068\u2069]/g, '');
