import { escapeHtml, layout } from './page-layout.js';

const LINKS: [href: string, text: string][] = [
  ['/', 'The start page'],
  ['/rider', 'Get a ride'],
  ['/driver', 'Drive'],
  ['/city', 'Watch the city'],
  ['/docs', 'Every route of the API'],
];

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
export const missingPage = (path: string): string =>
  layout({
    title: 'Not found · Tripstream',
    description: 'There is no page at this address.',
    body: `<header>
<h1>There is no page here</h1>
<p class="lead">Nothing is at <bdi><code>${escapeHtml(path)}</code></bdi>. The link may be old, or a letter of the address may be wrong.</p>
</header>
<main>
<h2>Go on from here</h2>
<ul>${LINKS.map(([href, text]) => `<li><a href="${href}">${escapeHtml(text)}</a></li>`).join('')}</ul>
</main>`,
  });
