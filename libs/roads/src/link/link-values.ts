import { removeHidden } from '#contracts';
import { quoted } from '#geo';

/** The properties of a link as a file has them: values of JSON, or texts of XML. */
export type LinkProperties = Readonly<Record<string, unknown>>;

/** Stricter than `Number(text)`, which accepts a blank as 0, and 0x1F. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/**
 * What Python writes for a value that is missing, in formats where each value is a text. In small
 * letters `none` is a value of `maxspeed`.
 */
const MISSING = /^(|None|nan|NaN|null|<NA>)$/;

/**
 * A number, or a text with a decimal number, as GraphML has it.
 *
 * @returns undefined for a missing value; NaN for a value that is not a finite number
 */
export function numberOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? value : NaN;
  if (typeof value !== 'string') return NaN;
  const text = value.trim();
  if (MISSING.test(text)) return undefined;
  const number = DECIMAL.test(text) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : NaN;
}

/**
 * The texts of a value. OSMnx writes a list where it has joined links with different values; in
 * GraphML the list is a text as Python prints it, such as `['25 mph', '30 mph']`.
 */
export function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => (isList(each) ? [] : textsOf(each)));
  if (typeof value === 'number') return Number.isFinite(value) ? [String(value)] : [];
  if (typeof value !== 'string') return [];
  const text = value.trim();
  if (MISSING.test(text)) return [];
  return PYTHON_LIST.test(text) ? pythonTexts(text) : [text];
}

const isList = (value: unknown): boolean => Array.isArray(value);

const PYTHON_LIST = /^\[\s*(['"]|\]$)[\s\S]*\]$/;
/** A text in quotes; each quote inside is escaped by Python. */
const PYTHON_TEXT = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g;
/** A list has few texts; this bounds the work for a text that only looks like a list. */
const MOST_LIST_LENGTH = 2_000;

function pythonTexts(text: string): string[] {
  const matches = [...text.slice(0, MOST_LIST_LENGTH).matchAll(PYTHON_TEXT)];
  return matches.map(([, single, double]) => (single ?? double ?? '').replaceAll(/\\(.)/g, '$1'));
}

/** Shows a value of a file in a message. */
export function shownValue(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return quoted(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Names on a map are short, and a label of a road has few of them. */
const MOST_NAME_LENGTH = 100;
const MOST_NAMES = 8;

/** The text of a file of others is shown to people, so hidden characters and controls are removed. */
export const cleanText = (value: string): string =>
  removeHidden(value).trim().slice(0, MOST_NAME_LENGTH).toWellFormed();

/** Distinct texts for people, at most 8 of at most 100 characters. */
export function namesOf(value: unknown): string[] {
  const words = [value].flat().filter((each) => typeof each === 'string');
  const texts = words.flatMap(textsOf).map(cleanText);
  return [...new Set(texts.filter((text) => text !== ''))].slice(0, MOST_NAMES);
}
