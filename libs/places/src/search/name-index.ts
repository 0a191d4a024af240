import MiniSearch from 'minisearch';
import type { PlaceKind } from '#contracts';
import { wordsOf } from './query-words.js';

/** A name that people search for. */
export interface NamedThing {
  readonly id: number;
  readonly name: string;
  readonly otherNames: readonly string[];
  readonly kind: Exclude<PlaceKind, 'crossing' | 'address'>;
}

/** A name and how well it fits the query; scores of one query can be compared. */
export interface NameMatch {
  readonly id: number;
  readonly score: number;
}

interface IndexedName {
  id: number;
  name: string;
  otherNames: string;
}

/** Shorter words have too many neighbours, and numbers of streets are never misspelled. */
const MIN_FUZZY_LENGTH = 4;

/** Finds names by words that are begun or misspelled. The cost depends on the number of names. */
export class NameIndex {
  private readonly index = new MiniSearch<IndexedName>({
    fields: ['name', 'otherNames'],
    tokenize: (text) => wordsOf(text),
    // The words are folded when they are split.
    processTerm: (term) => term,
    searchOptions: {
      boost: { name: 2 },
      maxFuzzy: 2,
      weights: { prefix: 0.4, fuzzy: 0.2 },
    },
  });

  constructor(things: readonly NamedThing[]) {
    this.index.addAll(
      things.map(({ id, name, otherNames }) => ({ id, name, otherNames: otherNames.join(' ') })),
    );
  }

  /**
   * @param words of the query; the last one may be begun only
   * @param limit the most matches, the best first
   * @returns the names that have every word as it is written, or else those with similar words
   */
  findAll(words: readonly string[], limit: number): NameMatch[] {
    const written = this.find(words, { combineWith: 'AND', isFuzzy: false });
    if (written.length > 0) return written.slice(0, limit);
    return this.find(words, { combineWith: 'AND', isFuzzy: true }).slice(0, limit);
  }

  /** @returns the names that have any of the words */
  findAny(words: readonly string[], limit: number): NameMatch[] {
    return this.find(words, { combineWith: 'OR', isFuzzy: true }).slice(0, limit);
  }

  private find(
    words: readonly string[],
    { combineWith, isFuzzy }: { combineWith: 'AND' | 'OR'; isFuzzy: boolean },
  ): NameMatch[] {
    if (words.length === 0) return [];
    const last = words.length - 1;
    const found = this.index.search(words.join(' '), {
      combineWith,
      fuzzy: (term) => (isFuzzy && mayBeMisspelled(term) ? 0.25 : false),
      tokenize: (text) => text.split(' '),
      prefix: (term, index) => index === last || term.length >= MIN_FUZZY_LENGTH,
    });
    const matches = found.map(({ id, score }) => ({ id: id as number, score }));
    return matches.sort((a, b) => b.score - a.score || a.id - b.id);
  }
}

const mayBeMisspelled = (term: string): boolean =>
  term.length >= MIN_FUZZY_LENGTH && !/\d/.test(term);
