import { describe, expect, it } from '@jest/globals';
import { TYPE, parse, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { readdirSync, existsSync } from 'node:fs';
import { LANGUAGES, type Language } from '../src/language/languages.js';
import { FEATURES, readMessages, type Messages } from './test-intl.js';

const SOURCES = new URL('../src/', import.meta.url);
const languages = Object.keys(LANGUAGES) as Language[];
const others = languages.filter((language) => language !== 'en');

/** The placeholders of a message with their types, such as `minutes: number`, each once. */
function placeholders(elements: MessageFormatElement[]): string[] {
  const found = elements.flatMap((element): string[] => {
    switch (element.type) {
      case TYPE.literal:
      case TYPE.pound:
        return [];
      case TYPE.plural:
      case TYPE.select: {
        const branches = Object.values(element.options).flatMap(({ value }) => placeholders(value));
        return [`${element.value}: ${TYPE[element.type]}`, ...branches];
      }
      case TYPE.tag:
        return [`<${element.value}>`, ...placeholders(element.children)];
      case TYPE.argument:
      case TYPE.number:
      case TYPE.date:
      case TYPE.time:
        return [`${element.value}: ${TYPE[element.type]}`];
    }
  });
  return [...new Set(found)].sort();
}

const byId = (messages: Messages) =>
  Object.fromEntries(Object.entries(messages).map(([id, text]) => [id, placeholders(parse(text))]));

/** The plural forms that a message has, where it has any. */
function pluralForms(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (element.type !== TYPE.plural) return [];
    return [
      Object.keys(element.options)
        .filter((form) => !form.startsWith('='))
        .join(' '),
    ];
  });
}

describe('the catalogues', () => {
  it('every folder with messages is known to the specs', () => {
    const folders = readdirSync(SOURCES).filter((name) =>
      existsSync(new URL(`${name}/messages/`, SOURCES)),
    );
    expect(folders.sort()).toEqual([...FEATURES]);
  });

  it.each(FEATURES)('every message of %s begins with the name of its folder', async (feature) => {
    const ids = Object.keys(await readMessages(feature, 'en'));
    expect(ids.filter((id) => !id.startsWith(`${feature}.`))).toEqual([]);
  });

  it.each(FEATURES.flatMap((feature) => others.map((language) => [feature, language] as const)))(
    'the messages of %s in %s have the ids and placeholders of the English ones',
    async (feature, language) => {
      const [english, translated] = await Promise.all([
        readMessages(feature, 'en'),
        readMessages(feature, language),
      ]);
      expect(byId(translated)).toEqual(byId(english));
    },
  );

  it.each(languages)(
    'every plural in %s has the forms that the language needs',
    async (language) => {
      const rules = new Intl.PluralRules(language);
      // Up to a thousand: Spanish has a form for millions, which no page counts to.
      const needed = new Set(Array.from({ length: 1000 }, (_, n) => rules.select(n)));
      const parts = await Promise.all(FEATURES.map((feature) => readMessages(feature, language)));
      const incomplete = parts
        .flatMap(Object.entries<string>)
        .filter(([, text]) =>
          pluralForms(parse(text)).some((forms) =>
            [...needed].some((category) => !forms.split(' ').includes(category)),
          ),
        );
      expect(incomplete.map(([id]) => id)).toEqual([]);
    },
  );

  it.each(languages)('no message in %s is empty or has space at an end', async (language) => {
    const parts = await Promise.all(FEATURES.map((feature) => readMessages(feature, language)));
    const texts = parts.flatMap((part) => Object.entries(part));
    expect(texts.filter(([, text]) => text === '' || text !== text.trim())).toEqual([]);
  });

  it('a missing placeholder, another type and another name are told apart', () => {
    const inner = '{n, plural, one {# of {total}} other {# of {total}}}';
    expect(placeholders(parse(inner))).toEqual(['n: plural', 'total: argument']);
    expect(placeholders(parse('{n, number} <b>{total}</b>'))).toEqual([
      '<b>',
      'n: number',
      'total: argument',
    ]);
  });
});
