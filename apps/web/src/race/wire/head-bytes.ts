const CRLF = 2;
const encoder = new TextEncoder();
const length = (text: string): number => encoder.encode(text).length;

/** A request head before the browser adds its own fields. */
export interface RequestHead {
  method: string;
  /** Absolute. */
  url: string;
  headers: Readonly<Record<string, string>>;
}

/** What a browser adds, as far as a page knows it. */
export interface BrowserFields {
  userAgent: string;
  languages: readonly string[];
  /** The address of the page. */
  referrer: string;
}

/** The fields that every browser sends with a request of a page, with their usual values. */
const USUAL_FIELDS = {
  Connection: 'keep-alive',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'Sec-Fetch-Dest': 'empty',
  'Sec-Fetch-Mode': 'cors',
  'Sec-Fetch-Site': 'same-origin',
};

/** The fields of a WebSocket's handshake (RFC 6455, section 4.1) beside those that a page knows. */
const HANDSHAKE_FIELDS = {
  Upgrade: 'websocket',
  Connection: 'Upgrade',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'x'.repeat(24),
  'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
  'Cache-Control': 'no-cache',
  Pragma: 'no-cache',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
};

/** The answer to a handshake (RFC 6455, section 4.2.2) with its shortest fields. */
const HANDSHAKE_ANSWER = {
  Upgrade: 'websocket',
  Connection: 'Upgrade',
  'Sec-WebSocket-Accept': 'x'.repeat(28),
};

/**
 * Estimates the bytes of a request head as HTTP/1.1 writes it (RFC 9112, section 3). A page does not
 * see the fields that the browser adds, so it is less than what is sent. HTTP/2 compresses heads.
 */
export function requestHeadBytes(
  { method, url, headers }: RequestHead,
  own: BrowserFields,
): number {
  const { host, pathname, search } = new URL(url);
  const fields = { ...headers, ...USUAL_FIELDS, ...namedFields(host, own), Referer: own.referrer };
  return length(`${method} ${pathname}${search} HTTP/1.1`) + CRLF + fieldBytes(fields);
}

/** The bytes of a response head as HTTP/1.1 writes it, without the fields that pages can't see. */
export function responseHeadBytes({
  status,
  statusText,
  headers,
}: Pick<Response, 'status' | 'statusText' | 'headers'>): number {
  return (
    length(`HTTP/1.1 ${status} ${statusText}`) + CRLF + fieldBytes(Object.fromEntries(headers))
  );
}

/** Estimates the heads of a WebSocket's handshake in both directions. */
export function handshakeBytes(
  url: string,
  protocols: readonly string[],
  own: BrowserFields,
): number {
  const { host, origin, pathname, search } = new URL(url);
  const request = {
    ...HANDSHAKE_FIELDS,
    ...namedFields(host, own),
    Origin: origin,
    'Sec-WebSocket-Protocol': protocols.join(', '),
  };
  const answer = { ...HANDSHAKE_ANSWER, 'Sec-WebSocket-Protocol': protocols[0] ?? '' };
  return (
    length(`GET ${pathname}${search} HTTP/1.1`) +
    CRLF +
    fieldBytes(request) +
    length('HTTP/1.1 101 Switching Protocols') +
    CRLF +
    fieldBytes(answer)
  );
}

/** The head of one WebSocket frame (RFC 6455, section 5.2). A client masks its frames. */
export function frameHeadBytes(payload: number, isMasked: boolean): number {
  const lengthBytes = payload < 126 ? 2 : payload < 65_536 ? 4 : 10;
  return lengthBytes + (isMasked ? 4 : 0);
}

/** What HTTP/1.1 adds to a chunk of a body (RFC 9112, section 7.1): its size, and two line ends. */
export const chunkHeadBytes = (size: number): number => size.toString(16).length + 2 * CRLF;

const namedFields = (host: string, { userAgent, languages }: BrowserFields) => ({
  Host: host,
  'User-Agent': userAgent,
  'Accept-Language': languages.join(','),
});

/** Each field is a line, and an empty line ends the head. */
const fieldBytes = (fields: Readonly<Record<string, string>>): number =>
  Object.entries(fields).reduce(
    (sum, [name, value]) => sum + length(`${name}: ${value}`) + CRLF,
    CRLF,
  );
