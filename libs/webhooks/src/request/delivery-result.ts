/** What one attempt has come to. */
export interface DeliveryResult {
  /** The HTTP status; null if no answer came. */
  status: number | null;
  /** A stable word for what went wrong; null after a 2xx answer. */
  error: string | null;
  durationMs: number;
  /** How long the endpoint asks to be left alone, from `Retry-After` of 429 and 503; else null. */
  retryAfterMs: number | null;
}

/** The words for errors of the connection, by the codes of Node. Others are `connection_failed`. */
const WORDS: Readonly<Record<string, string>> = {
  ADDRESS_NOT_ALLOWED: 'address_not_allowed',
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
  ETIMEDOUT: 'timeout',
};

const isTlsCode = (code: string): boolean =>
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(code);

/** The word for an error of the connection. */
export function nameError(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return 'connection_failed';
  if (isTlsCode(code)) return 'tls_failed';
  if (code.startsWith('HPE_')) return 'malformed_answer';
  return WORDS[code] ?? 'connection_failed';
}

/** The word for a status; null for 2xx. */
export function nameStatus(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirected';
  return status === 410 ? 'gone' : 'refused';
}
