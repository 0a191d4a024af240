import { PAGE_LANGUAGES, type PageLanguage } from './page-language.js';
import { pageStyle } from './page-style.js';

/** The variable parts of a page. `body` is trusted HTML, with all data in it escaped. */
export interface Page {
  /** Default: English. */
  language?: PageLanguage;
  title: string;
  description: string;
  body: string;
  /** Style sheet of this page alone, after that of all pages. */
  style?: string;
  /** What the page's scripts will ask for. */
  preloads?: readonly { href: string; as: 'style' | 'fetch' }[];
  /** Addresses of scripts, which run in this order when the document is there. */
  scripts?: readonly string[];
}

/** The icon of the pages, inline, so that browsers don't request /favicon.ico. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M8 0v16' stroke='%230b6b5c' stroke-width='3'/%3E%3Ccircle cx='8' cy='8' r='4' fill='%23fff' stroke='%230b6b5c' stroke-width='3'/%3E%3C/svg%3E";

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for HTML elements and quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** A block with a command or a document to copy. One click selects all of it, without a script. */
export const codeBlock = (label: string, text: string): string =>
  `<pre tabindex="0" role="region" aria-label="${escapeHtml(label)}"><code>${escapeHtml(text)}</code></pre>`;

const preloadTag = ({ href, as }: { href: string; as: string }): string =>
  `<link rel="preload" href="${href}" as="${as}"${as === 'fetch' ? ' crossorigin' : ''}>`;

const scriptTag = (source: string): string => `<script defer src="${source}"></script>`;

/**
 * The whole document. Its scripts are files, because the Content-Security-Policy allows no inline
 * scripts.
 */
export const layout = ({
  language = 'en',
  title,
  description,
  body,
  style = '',
  preloads = [],
  scripts = [],
}: Page): string => `<!doctype html>
<html lang="${language}" dir="${PAGE_LANGUAGES[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(description)}">
<link rel="icon" href="${ICON}">
<style>${pageStyle}${style}</style>
${[...preloads.map(preloadTag), ...scripts.map(scriptTag)].join('\n')}
</head>
<body>
${body}
</body>
</html>
`;
