import { InputError } from '#geo';

/** What Python's `json` writes for numbers that JSON does not have. */
const NOT_IN_JSON = /-?\b(?:NaN|Infinity)\b/g;

/**
 * Parses JSON as Python writes it. `NaN` becomes null, because pandas writes it for a missing
 * value. `Infinity` becomes a number that is not finite, which the caller refuses at its place.
 *
 * @throws {InputError} with the name of the file and the place of the first error
 */
export function parsePythonJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Most files are plain JSON, so that the second look costs only those that are not.
    const plain = replaceNotInJson(text);
    if (plain === text) throw notJson(error, source);
    try {
      return JSON.parse(plain);
    } catch (second) {
      throw notJson(second, source);
    }
  }
}

/** Replaces the words outside of strings. A quote inside of a string has an odd number of `\` before it. */
function replaceNotInJson(text: string): string {
  const pieces: string[] = [];
  let position = 0;
  while (position < text.length) {
    const begin = text.indexOf('"', position);
    const outside = begin < 0 ? text.slice(position) : text.slice(position, begin);
    pieces.push(outside.replace(NOT_IN_JSON, jsonOf));
    if (begin < 0) break;
    const end = endOfString(text, begin + 1);
    pieces.push(text.slice(begin, end));
    position = end;
  }
  return pieces.join('');
}

/** JSON.parse reads 1e999 as Infinity. */
const jsonOf = (word: string): string =>
  word.endsWith('NaN') ? 'null' : word.replace('Infinity', '1e999');

/** @returns the index after the closing quote */
function endOfString(text: string, begin: number): number {
  let end = text.indexOf('"', begin);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let slashes = 0;
  while (text[quote - 1 - slashes] === '\\') slashes += 1;
  return slashes % 2 === 1;
}

/** V8 quotes the text around the error, which may be long and hold line ends. */
function notJson(error: unknown, source: string): InputError {
  const reason = (error as Error).message.replaceAll(/\s+/g, ' ').slice(0, 160);
  return new InputError(source, '', `is not JSON (${reason})`);
}
