import { findingText, type InputCheck } from '#scenario';
import { encodeHtml, section } from './html-parts.js';

/** A check and the name of what it is about; no name when there is one check only. */
export interface NamedCheck {
  readonly name?: string;
  readonly check: InputCheck;
}

/** What the checks of the files have found; '' for the generated city. */
export function inputCheckSection(checks: readonly NamedCheck[]): string {
  if (checks.length === 0) return '';
  return section({
    id: 'input',
    title: 'What the files say',
    howToRead: 'The check of the input before the run. A warning says which figures to doubt.',
    content: checks.map(checkMarkup).join(''),
  });
}

function checkMarkup({ name, check }: NamedCheck): string {
  const items = check.findings.map(
    (finding) => `<li><strong>${finding.level}</strong>: ${encodeHtml(findingText(finding))}</li>`,
  );
  const title = name === undefined ? '' : `<h3>${encodeHtml(name)}</h3>`;
  return `${title}<ul>${items.join('')}</ul>`;
}
