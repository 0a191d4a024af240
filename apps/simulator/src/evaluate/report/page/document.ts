import { encodeHtml } from './html-parts.js';
import { dataElement, pageScript } from './page-script.js';
import { REPORT_STYLE } from './report-style.js';

/** A report as one page. */
export interface ReportDocument {
  readonly title: string;
  /** Lines below the title, as HTML markup. */
  readonly introduction: string;
  /** HTML markup of each section. */
  readonly sections: readonly string[];
  /** The input of the scripts; undefined for a page without scripts. */
  readonly data?: object;
}

/**
 * Renders a self-contained page. Its content security policy lets the browser load nothing and run
 * only the script of the report, so that a hostile name in a file could do neither.
 */
export function renderDocument({ title, introduction, sections, data }: ReportDocument): string {
  const script = data === undefined ? undefined : pageScript();
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    ...(script ? [`script-src ${script.source}`] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const head = encodeHtml(title);
  const end = data && script ? `${dataElement(data)}<script>${script.text}</script>` : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${head}</title><style>${REPORT_STYLE}</style></head>
<body><main><header><h1>${head}</h1>${introduction}</header>
${sections.filter((each) => each !== '').join('\n')}
</main>${end}</body></html>
`;
}
