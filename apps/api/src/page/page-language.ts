/** The languages of the pages for people, by their BCP 47 tag, with the direction of their script. */
export const PAGE_LANGUAGES = { en: 'ltr', de: 'ltr', es: 'ltr', ar: 'rtl', ja: 'ltr' } as const;

export type PageLanguage = keyof typeof PAGE_LANGUAGES;

const DEFAULT: PageLanguage = 'en';

interface LanguageRange {
  primary: string;
  /** From 0 to 1; 0 refuses the language (RFC 9110, section 12.4.2). */
  quality: number;
}

const QUALITY = /^\s*q\s*=\s*([\d.]+)\s*$/i;

/**
 * The language of a page by an `Accept-Language` header (RFC 9110, section 12.5.4). A range counts
 * by its primary subtag, so `de-AT` gets German (a lookup, RFC 4647, section 3.4). Of equal
 * qualities the first one counts, as browsers list the most wanted language first.
 *
 * @returns English when the header is missing, or names no language of the pages
 */
export function choosePageLanguage(acceptLanguage = ''): PageLanguage {
  const wanted = acceptLanguage
    .split(',')
    .map(parseRange)
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ primary }) => (primary === '*' ? DEFAULT : primary));
  return wanted.find(isPageLanguage) ?? DEFAULT;
}

function parseRange(range: string): LanguageRange {
  const [tag = '', ...parameters] = range.split(';');
  const [given] = parameters.flatMap((parameter) => QUALITY.exec(parameter)?.[1] ?? []);
  const quality = given === undefined ? 1 : Number(given);
  return { primary: tag.trim().split('-')[0]?.toLowerCase() ?? '', quality };
}

const isPageLanguage = (tag: string): tag is PageLanguage => Object.hasOwn(PAGE_LANGUAGES, tag);
