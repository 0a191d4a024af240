import { printable } from './printable.js';

/** Errors list so many columns of a file; a table may have thousands. */
const SHOWN_COLUMNS = 15;
const SHOWN_LENGTH = 40;
/** Names farther apart than this share of their length are not similar. */
const SIMILAR_SHARE = 0.5;

/** A name without case, blanks, underscores and punctuation: `Trip Start_Timestamp` = `tripstarttimestamp`. */
const normaliseName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * Finds the columns that a name means: those of exactly this name, or else by `normaliseName`.
 *
 * @returns their indexes, ascending
 */
export function findColumns(columns: readonly string[], name: string): number[] {
  const find = (isMeant: (column: string) => boolean): number[] =>
    columns.flatMap((column, i) => (isMeant(column) ? [i] : []));
  const exact = find((column) => column === name);
  const wanted = normaliseName(name);
  return exact.length > 0 ? exact : find((column) => normaliseName(column) === wanted);
}

/** Lists the columns of a file for a message. */
export function listColumns(columns: readonly string[]): string {
  const shown = columns
    .slice(0, SHOWN_COLUMNS)
    .map((name) => printable(name === '' ? '(no name)' : name));
  const more = columns.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The column whose name is nearest to one of the names; undefined when none is similar. */
export function nearestColumn(
  columns: readonly string[],
  names: readonly string[],
): string | undefined {
  let best: { column: string; distance: number } | undefined;
  for (const column of columns.slice(0, 1_000)) {
    for (const name of names) {
      const [a, b] = [normaliseName(column).slice(0, SHOWN_LENGTH), normaliseName(name)];
      const distance = a.length > 2 && b.includes(a) ? 1 : editDistance(a, b);
      const isSimilar = distance <= Math.max(a.length, b.length) * SIMILAR_SHARE;
      if (isSimilar && distance < (best?.distance ?? Infinity)) best = { column, distance };
    }
  }
  return best && printable(best.column);
}

/** The edit distance of Levenshtein (1966): insertions, deletions and substitutions of letters. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
