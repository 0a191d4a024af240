/** Words of addresses and the form under which both names and queries are compared. */
const SYNONYMS: Readonly<Record<string, string>> = {
  avenue: 'ave',
  av: 'ave',
  street: 'st',
  str: 'st',
  saint: 'st',
  boulevard: 'blvd',
  road: 'rd',
  drive: 'dr',
  place: 'pl',
  square: 'sq',
  parkway: 'pkwy',
  highway: 'hwy',
  lane: 'ln',
  court: 'ct',
  terrace: 'ter',
  bridge: 'br',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  harbour: 'harbor',
  centre: 'center',
};

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const UNIT_ORDINALS =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth';
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety';
const TEN_ORDINALS =
  'twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth';

const numbered = (words: string, factor: number, first: number): [string, number][] =>
  words.split(' ').map((word, index) => [word, (index + first) * factor]);

/** "five" and "fifth" are 5, "twenty" and "twentieth" are 20. */
const NUMBERS = new Map([
  ...numbered(UNITS, 1, 0),
  ...numbered(UNIT_ORDINALS, 1, 0),
  ...numbered(TENS, 10, 2),
  ...numbered(TEN_ORDINALS, 10, 2),
]);

/** A word of an address that is typed so far is that word. A shorter one may become another word. */
const MIN_BEGUN = 4;
const LONG_WORDS = Object.keys(SYNONYMS).filter((word) => word.length > MIN_BEGUN);

/** Letters that keep their shape when accents are removed, and what people type instead. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ı: 'i',
};

/** @returns the text in lower case, without accents and with the letters that people type */
const foldText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøæœłđı]/g, (letter) => FOLDED[letter] ?? letter);

/**
 * The words of a name or a query, in the form in which they are compared: "Fifth Avenue" and
 * "5th Ave" are both `5 ave`, "Forty-Second St" is `42 st`.
 *
 * @param maxWords the words after so many are ignored
 */
export function wordsOf(text: string, maxWords = 16): string[] {
  const found =
    foldText(text)
      .replace(/['’.]/g, '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const words: string[] = [];
  let previous: number | undefined;
  for (const [index, word] of found.slice(0, maxWords).entries()) {
    const number = NUMBERS.get(word);
    // "forty second" is one number.
    if (previous && previous >= 20 && number && number < 10)
      words[words.length - 1] = String(previous + number);
    else words.push(canonicalWord(word, index === found.length - 1));
    previous = number;
  }
  return words;
}

function canonicalWord(word: string, isLast: boolean): string {
  const number = NUMBERS.get(word);
  if (number !== undefined) return String(number);
  const ordinal = /^(\d+)(?:st|nd|rd|th)$/.exec(word)?.[1];
  if (ordinal !== undefined) return ordinal;
  const synonym = Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : undefined;
  if (synonym !== undefined) return synonym;
  if (!isLast || word.length < MIN_BEGUN) return word;
  const begun = LONG_WORDS.find((long) => long.startsWith(word));
  return begun === undefined ? word : SYNONYMS[begun]!;
}

/** What people write between the two roads of a crossing. */
const SEPARATOR = /\s*(?:[&@/,;+]|\b(?:and|at|und|y|et)\b)\s*/iu;

/** @returns the two roads of "5th Ave & W 42nd St"; undefined without a word between two roads */
export function splitCrossing(query: string): [string, string] | undefined {
  const parts = query.split(SEPARATOR).filter((part) => wordsOf(part).length > 0);
  const [first, second] = parts;
  return first !== undefined && second !== undefined ? [first, second] : undefined;
}
