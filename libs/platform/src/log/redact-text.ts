const HIDDEN = '[hidden]';

/** The shapes of a secret in a text. `$1` is what may stay, such as the name of a parameter. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // A JWT (RFC 7519) begins with `{"` in base64url; a part of one is hidden, too.
  [/\beyJ[\w-]{8,}(\.[\w-]*)*/g, HIDDEN],
  // A token as a subprotocol of a WebSocket.
  [/\bbearer\.[^\s,"']+/gi, HIDDEN],
  [/\b(Bearer|Basic)\s+[^\s"'\\,]+/gi, `$1 ${HIDDEN}`],
  // `postgres://user:password@host`, also with an `@` in the password.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/?#@"'\\]*:)[^\s/?#"'\\]*@/gi, `$1${HIDDEN}@`],
  [/([?&](?:share|token|access_token|password)=)[^&\s"'\\#]+/gi, `$1${HIDDEN}`],
  // The address of a share link's page, and the route behind it.
  [/(\/(?:s|v1\/shares)\/)[\w-]{22,}/g, `$1${HIDDEN}`],
  [/(\btripstream_(?:rider|driver|ops)=)[^;\s"'\\]+/gi, `$1${HIDDEN}`],
  [
    /(["']?\b(?:authorization|cookie|set-cookie|idempotency-key|password|pin|token)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;"'\\}]+)/gi,
    `$1${HIDDEN}`,
  ],
];

/**
 * Hides tokens, passwords and PINs in a text, by their shape or by the name before them. It is the
 * second net: `describeError` keeps values out of the text in the first place.
 */
export const redactText = (text: string): string =>
  SHAPES.reduce((redacted, [shape, replacement]) => redacted.replace(shape, replacement), text);
