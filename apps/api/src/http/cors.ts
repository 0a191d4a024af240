/** Seconds a browser may remember the answer to a preflight. */
const PREFLIGHT_MAX_AGE = 600;

/** The methods of the API and of its streams. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const REQUEST_HEADERS = [
  'Authorization',
  'Cache-Control',
  'Content-Type',
  'Idempotency-Key',
  'Last-Event-ID',
];

/** The response headers that a browser reveals to a page of another origin. */
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
 * Implements the CORS protocol (Fetch standard, section 3.3) for an allow-list. An origin that is
 * exactly on the list is allowed, with credentials. Another origin, `null` included, gets no CORS
 * header, and its preflight is answered like an unknown route. Every response has `Vary: Origin`,
 * so that a cache doesn't give the response for one origin to another.
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
      // An OPTIONS request without the preflight headers is no error.
      strictPreflight: false,
    });
  };
}

/**
 * Sets the same headers on a response that is made before the hooks run, so that a page of an
 * allowed origin can read the error.
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
