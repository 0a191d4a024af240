import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** The scripts of the page, from the source or from `dist`; the checkout has them once. */
const FOLDERS = [
  '../../../../public/report/',
  '../../../../../../../apps/simulator/public/report/',
];
const FILES = ['pair-choice.js', 'figure-comparison.js', 'day-player.js'];

/** The script of a report and the source expression that lets a browser run it and no other. */
export interface PageScript {
  readonly text: string;
  /** For `script-src` (Content Security Policy Level 3, 2.3.1). */
  readonly source: string;
}

/** Reads the scripts of the page as one. */
export function pageScript(): PageScript {
  const folder = FOLDERS.map((path) => new URL(path, import.meta.url)).find((url) =>
    existsSync(url),
  );
  if (!folder) throw new Error('the scripts of the report are not in apps/simulator/public/report');
  const text = FILES.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('');
  const hash = createHash('sha256').update(text).digest('base64');
  return { text, source: `'sha256-${hash}'` };
}

/** Formats data for a script of the page; `<` is escaped, so that no text ends the element. */
export const dataElement = (data: object): string =>
  `<script type="application/json" id="report-data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;
