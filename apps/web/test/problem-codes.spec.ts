import { describe, expect, it } from '@jest/globals';
import { ApiProblem } from '#client';
import { readFileSync } from 'node:fs';
import { LANGUAGES, type Language } from '../src/language/languages.js';
import { TRANSLATED, problemSentence } from '../src/problem/problem-sentence.js';
import { readMessages, testIntl } from './test-intl.js';

const languages = Object.keys(LANGUAGES) as Language[];
/** The pages have no access to the libraries of the server, so the catalogue is read as text. */
const catalogue = readFileSync(
  new URL('../../../libs/platform/src/error/error-catalogue.ts', import.meta.url),
  'utf8',
);
const codes = [...catalogue.matchAll(/^ {2}([A-Z_]+): \{/gm)].map(([, code = '']) => code);

/** Codes without a sentence of their own, and why no visitor of a page can meet them. */
const WITHOUT_SENTENCE: Readonly<Record<string, string>> = {
  MALFORMED_REQUEST: 'the pages send JSON that their own code has written',
  TOKEN_IN_QUERY: 'the pages send tokens in a header',
  CROSS_SITE_REQUEST: 'the pages are of the same origin as the server',
  METHOD_NOT_ALLOWED: 'the pages send methods that the server knows',
  NOT_ACCEPTABLE: 'the pages ask for forms that the server has',
  UNSUPPORTED_MEDIA_TYPE: 'the pages send JSON',
  HOST_NOT_ALLOWED: 'a page of a refused host is not served',
  WRONG_SHARD: 'a page and its session are of one city',
  IDEMPOTENCY_KEY_REUSED: 'the pages make a new key for each command',
  WEBHOOK_LIMIT_REACHED: 'the pages have no webhooks',
};

function problemOf(code: string): ApiProblem {
  const detail = 'English words of the server.';
  const [status, retryable] = [422, false];
  const problem = { type: '/', title: detail, status, detail, instance: '/', code, retryable };
  return new ApiProblem({ status, code, detail, retryable, retryAfterSeconds: undefined, problem });
}

describe('The problems that the pages show', () => {
  it('every code of the contract has a sentence, or a reason why no visitor meets it', () => {
    const known = [...TRANSLATED, ...Object.keys(WITHOUT_SENTENCE)];
    expect(codes.length).toBeGreaterThan(40);
    expect(known.sort()).toEqual([...codes].sort());
  });

  it.each(languages)(
    'the catalogue in %s has the sentences of these codes and no other',
    async (language) => {
      const messages = await readMessages('problem', language);
      const ofCodes = Object.keys(messages)
        .map((id) => id.replace('problem.', ''))
        .filter((code) => code === code.toUpperCase());
      expect(ofCodes.sort()).toEqual([...TRANSLATED].sort());
    },
  );

  it.each(languages.filter((language) => language !== 'en'))(
    'a page in %s shows no English word of the server for any code',
    async (language) => {
      const intl = await testIntl(language);
      for (const code of codes) {
        const sentence = problemSentence(problemOf(code), intl);
        expect([code, sentence]).not.toEqual([code, expect.stringContaining('English')]);
        expect(sentence).not.toBe('');
      }
    },
  );

  it('an English page shows the sentence of the server, which knows the figures', async () => {
    const sentence = problemSentence(problemOf('PLACE_OUTSIDE_CITY'), await testIntl());
    expect(sentence).toBe('English words of the server.');
  });
});
