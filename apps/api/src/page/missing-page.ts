import { LINKED_PAGES, missingPageTexts } from './missing-page-texts.js';
import { escapeHtml, layout } from './page-layout.js';
import type { PageLanguage } from './page-language.js';

/** A request as the filter sees it. */
interface PageRequest {
  method: string;
  headers: { accept?: string | undefined };
}

/** Whether a browser asks for a page to show. Its `Accept` names `text/html`; that of a client doesn't. */
export const wantsPage = ({ method, headers }: PageRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && /\btext\/html\b/.test(headers.accept ?? '');

/**
 * The page for an address that doesn't exist.
 *
 * @param path of the request, which may come from a stranger's link
 */
export function missingPage(path: string, language: PageLanguage): string {
  const { title, heading, explanation, next, links } = missingPageTexts[language];
  const address = `<bdi><code dir="ltr">${escapeHtml(path)}</code></bdi>`;
  const items = LINKED_PAGES.map(
    (href) => `<li><a href="${href}">${escapeHtml(links[href])}</a></li>`,
  );
  return layout({
    language,
    title: `${title} · Tripstream`,
    description: heading,
    body: `<header>
<h1>${escapeHtml(heading)}</h1>
<p class="lead">${escapeHtml(explanation).replace('{path}', () => address)}</p>
</header>
<main>
<h2>${escapeHtml(next)}</h2>
<ul>${items.join('')}</ul>
</main>`,
  });
}
