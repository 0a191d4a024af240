/**
 * Stricter than what the rest of the server sends: everything from here, nothing inline, and
 * in nobody's frame.
 */
export const PAGE_POLICY = [
  "default-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');
