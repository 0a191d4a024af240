import { format } from 'echarts/core';
import { findingText } from '#scenario';
import type { Evaluation } from '../evaluation.js';
import { section } from './html-parts.js';

/** What the check of the files has found; '' for the generated city. */
export function inputCheckSection({ inputCheck }: Evaluation): string {
  if (!inputCheck) return '';
  const items = inputCheck.findings.map(
    (finding) =>
      `<li><strong>${finding.level}</strong>: ${format.encodeHTML(findingText(finding))}</li>`,
  );
  return section({
    title: 'What the files say',
    howToRead: 'The check of the input before the run. A warning says which figures to doubt.',
    content: `<ul>${items.join('')}</ul>`,
  });
}
