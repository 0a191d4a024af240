import { InputError } from '#geo';
import type { Finding, InputCheck } from './finding.js';

const WORDS = { refusal: 'REFUSED', warning: 'warning', note: 'note' } as const;
const WIDTH = 7;

/** Formats a check as lines for the terminal. */
export function inputCheckLines({ findings }: InputCheck): string[] {
  const lines = findings.map(
    (finding) => `  ${WORDS[finding.level].padEnd(WIDTH)}  ${findingText(finding)}`,
  );
  return ['Input check:', ...lines];
}

/** A finding in one line: what was found, examples, and what to do. */
export function findingText({ text, examples, remedy }: Finding): string {
  const some = examples.length === 0 ? '' : `, such as ${examples.join('; ')}`;
  return `${text}${some}${remedy === undefined ? '' : `. ${remedy}`}`;
}

/**
 * Ends a run whose input the check refuses.
 *
 * @param source the name of the file with the requests
 * @throws {InputError} that names what was found, if there is a refusal
 */
export function assertAccepted({ findings }: InputCheck, source: string): void {
  const refusals = findings.filter(({ level }) => level === 'refusal');
  if (refusals.length === 0) return;
  throw InputError.fromProblems(
    source,
    refusals.map((finding) => ({
      where: 'input check',
      problem: finding.text,
      remedy: [finding.remedy, '(--accept-input runs all the same)'].join(' ').trim(),
    })),
    refusals.length,
  );
}
