import { stringify } from 'csv-stringify/sync';
import { encodeHtml, section } from './html-parts.js';

/** A table that the page offers for download. */
export interface DownloadTable {
  /** File name with its extension. */
  readonly file: string;
  /** What a row is. */
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Offers tables as CSV files, which are part of the page. A link downloads them without a script. */
export const downloadSection = (tables: readonly DownloadTable[]): string =>
  section({
    id: 'data',
    title: 'Data',
    howToRead:
      'The tables behind this page, as CSV files with commas. They are part of the page, so the links work without a network. --export writes every trip and every drive of the cars to files.',
    content: `<ul class="downloads">${tables.map(downloadItem).join('')}</ul>`,
  });

function downloadItem({ file, about, columns, rows }: DownloadTable): string {
  // A spreadsheet would run a cell such as =cmd() of a hostile file.
  const csv = stringify([columns, ...rows], { escape_formulas: true });
  const link = `data:text/csv;charset=utf-8;base64,${Buffer.from(csv).toString('base64')}`;
  const count = rows.length.toLocaleString('en');
  return `<li><a download="${encodeHtml(file)}" href="${link}">${encodeHtml(file)}</a> <span class="note">${encodeHtml(about)}, ${count} rows</span></li>`;
}
