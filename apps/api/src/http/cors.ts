/** Seconds a browser may remember the answer to a preflight. */
const PREFLIGHT_MAX_AGE = 600;

/** Everything that the API and its streams are called with. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
const REQUEST_HEADERS = [
  'Authorization',
  'Cache-Control',
  'Content-Type',
  'Idempotency-Key',
  'Last-Event-ID',
];

/** What a page needs to read besides the body, and a browser would keep from it. */
const RESPONSE_HEADERS = [
  'Idempotent-Replayed',
  'Retry-After',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
];

interface CorsHeaders {
  origin: string | false;
  credentials?: boolean;
  methods?: string[];
  allowedHeaders?: string[];
  exposedHeaders?: string[];
  maxAge?: number;
  strictPreflight?: boolean;
}

/**
 * The CORS protocol (Fetch standard, section 3.3) for an allow-list: an origin that is on
 * it, letter by letter, is named and may send credentials; any other one, `null` included,
 * gets no such header at all, and its preflight is answered like any unknown route. `Vary:
 * Origin` is on every answer, so that no cache gives one origin what was for another.
 *
 * @param origins as in `CORS_ORIGINS`; never `*`
 */
export function createCorsDelegator(origins: readonly string[]) {
  const allowed = new Set(origins);
  return (
    { headers }: { headers: { origin?: string | undefined } },
    answer: (error: Error | null, options: CorsHeaders) => void,
  ): void => {
    const { origin } = headers;
    if (origin === undefined || !allowed.has(origin)) return answer(null, { origin: false });
    answer(null, {
      origin,
      credentials: true,
      methods: METHODS,
      allowedHeaders: REQUEST_HEADERS,
      exposedHeaders: RESPONSE_HEADERS,
      maxAge: PREFLIGHT_MAX_AGE,
      // A plain OPTIONS is no preflight, and no error either.
      strictPreflight: false,
    });
  };
}

/**
 * The same for an answer that is made before any hook runs, so that a page of an origin on
 * the list can read that its address was wrong.
 */
export function setCorsHeaders(
  origins: readonly string[],
  origin: string | undefined,
  reply: { header(name: string, value: string): unknown },
): void {
  if (origins.length === 0) return;
  reply.header('Vary', 'Origin');
  if (origin === undefined || !origins.includes(origin)) return;
  reply.header('Access-Control-Allow-Origin', origin);
  reply.header('Access-Control-Allow-Credentials', 'true');
}
