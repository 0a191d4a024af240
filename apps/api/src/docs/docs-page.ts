import type { OpenAPIObject } from '@nestjs/swagger';
import { escapeHtml, layout } from '../page/page-layout.js';

interface Operation {
  method: string;
  path: string;
  operationId: string;
  summary: string;
  tag: string;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/**
 * The page `GET /docs`: every operation with its summary, which a browser shows at once. The script
 * puts Swagger UI in the place of the list when its 1.6 MB have arrived. Without scripts, or when
 * Swagger UI doesn't load, the list stays.
 */
export function docsPage(document: OpenAPIObject): string {
  const operations = listOperations(document);
  const tags = (document.tags ?? []).map(({ name }) => name);
  return layout({
    title: 'API · Tripstream',
    description: 'Every route of Tripstream with its schemas, to read and to try.',
    style: STYLE,
    preloads: [
      { href: '/docs/swagger-ui.css', as: 'style' },
      { href: '/openapi.json', as: 'fetch' },
    ],
    scripts: ['/docs/start.js', '/docs/swagger-ui-bundle.js'],
    body: `<header>
<p><a href="/">Tripstream</a></p>
<h1>API</h1>
<p class="lead">Trips, offers and streams over HTTP. To try things out, send <code>POST /v1/sessions</code> (with <code>AUTH_MODE=demo</code>), press Authorize and paste the <code>token</code> of its answer.</p>
<p>Errors are problem documents (RFC 9457), <a href="/errors">listed by code</a>. A stream doesn’t end, so watch it with <code>curl -N</code>: <a href="/tour">how</a>. The same as documents: <a href="/openapi.json">OpenAPI</a>, and <a href="/asyncapi.json">AsyncAPI</a> for what the streams carry.</p>
</header>
<main id="operation-list">
${tags.map((tag) => section(tag, operations)).join('\n')}
</main>
<div id="swagger-ui" hidden></div>`,
  });
}

/** The script of the page. It is a file, because the Content-Security-Policy allows no inline code. */
export const DOCS_SCRIPT = `'use strict';
const style = document.createElement('link');
style.rel = 'stylesheet';
style.href = '/docs/swagger-ui.css';
document.head.append(style);

const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

// Deferred scripts, of which Swagger UI is one, have run before this event.
document.addEventListener('DOMContentLoaded', () => {
  if (!window.SwaggerUIBundle) return;
  const [list, ui] = ['operation-list', 'swagger-ui'].map((id) => document.getElementById(id));
  SwaggerUIBundle({
    domNode: ui,
    url: '/openapi.json',
    deepLinking: true,
    // The page has a heading and an introduction of its own.
    plugins: [{ components: { InfoContainer: () => null } }],
    onComplete: () => {
      list.hidden = true;
      ui.hidden = false;
    },
  });
});
`;

const STYLE = `
body > main, body > #swagger-ui { max-width: 72rem; }
body > header { max-width: 72rem; padding-block: clamp(1.5rem, 4vw, 3rem) .5rem; }
.operations dt { overflow-wrap: anywhere; }
.operations > div { grid-template-columns: minmax(18rem, 1fr) 1.4fr; }
#swagger-ui .wrapper { padding: 0; max-width: none; }
@media (max-width: 36rem) { .operations > div { grid-template-columns: 1fr; } }
`;

function listOperations({ paths }: OpenAPIObject): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const { operationId = '', summary = '', tags: [tag = ''] = [] } = operation;
      return [{ method: method.toUpperCase(), path, operationId, summary, tag }];
    }),
  );
}

function section(tag: string, operations: readonly Operation[]): string {
  const rows = operations.filter((operation) => operation.tag === tag).map(row);
  if (rows.length === 0) return '';
  return `<h2>${escapeHtml(tag)}</h2><dl class="operations">${rows.join('')}</dl>`;
}

/** The address is that of the operation in Swagger UI, which opens it also when it loads later. */
function row({ method, path, operationId, summary, tag }: Operation): string {
  const href = `#/${encodeURIComponent(tag)}/${encodeURIComponent(operationId)}`;
  const text = `${method} ${path}`;
  return `<div><dt><a href="${escapeHtml(href)}"><code>${escapeHtml(text)}</code></a></dt><dd>${escapeHtml(summary)}</dd></div>`;
}
