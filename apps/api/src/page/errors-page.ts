import { errorCatalogue, type ErrorCode } from '#platform';
import { codeBlock, escapeHtml, layout } from './page-layout.js';

interface ListedError {
  code: ErrorCode;
  status: number;
  title: string;
  retryable: boolean;
}

const EXAMPLE = `{
  "type": "/errors#trip-already-active",
  "title": "${errorCatalogue.TRIP_ALREADY_ACTIVE.title}",
  "status": ${errorCatalogue.TRIP_ALREADY_ACTIVE.status},
  "detail": "Finish or cancel the trip you have.",
  "instance": "/v1/trips",
  "code": "TRIP_ALREADY_ACTIVE",
  "retryable": false
}`;

/** The reason phrases of RFC 9110, section 15, and RFC 6585. */
const STATUS_NAMES: Partial<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const listed = (Object.keys(errorCatalogue) as ErrorCode[]).map((code): ListedError => {
  const kind: { status: number; title: string; retryable?: boolean } = errorCatalogue[code];
  return { code, status: kind.status, title: kind.title, retryable: kind.retryable ?? false };
});

const statuses = [...new Set(listed.map(({ status }) => status))].sort((a, b) => a - b);

/** The fragment that the `type` of a problem document points to. */
const anchorOf = (code: ErrorCode): string => code.toLowerCase().replaceAll('_', '-');

const row = ({ code, title, retryable }: ListedError): string => {
  const id = escapeHtml(anchorOf(code));
  const advice = retryable ? ' <span class="quiet">Retryable.</span>' : '';
  return `<div id="${id}"><dt><a href="#${id}"><code>${escapeHtml(code)}</code></a></dt><dd>${escapeHtml(title)}.${advice}</dd></div>`;
};

const section = (status: number): string => {
  const rows = listed.filter((error) => error.status === status).map(row);
  const name = STATUS_NAMES[status] ?? '';
  return `<h2>${status} ${escapeHtml(name)}</h2><dl class="codes">${rows.join('')}</dl>`;
};

/** The page `GET /errors`: the catalogue of error codes, with an anchor for each problem `type`. */
export const errorsPage = layout({
  title: 'Errors · Tripstream',
  description: 'Every error code of Tripstream, with its HTTP status.',
  body: `<header>
<p><a href="/">Tripstream</a></p>
<h1>Errors</h1>
<p class="lead">Every error is a problem document (RFC 9457). Switch on its <code>code</code>: a code is never renamed and never reused.</p>
</header>
<main>
${codeBlock('Example of a problem document', EXAMPLE)}
<p>When <code>retryable</code> is true, the same request may succeed later; send a command again with the same <code>Idempotency-Key</code>. With 409, 429 and 503, wait for the seconds in <code>Retry-After</code>.</p>
${statuses.map(section).join('\n')}
</main>
<footer><p class="quiet">A stream answers trouble in band, with <code>stream.closing</code>, once it is open.</p></footer>`,
});
