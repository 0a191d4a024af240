import type { Settings } from '#platform';

/**
 * The Content-Security-Policy of the built pages, stricter than that of the other responses: it
 * allows no inline code. Beside the own origin it allows the configured tile server and the demo's
 * control.
 *
 * @param frames the pages that may show this one in a frame: none, or those of this origin, as
 *   `/side-by-side` does. Another site could lay an invisible frame over its own buttons.
 */
export function pagePolicy(
  { pages }: Pick<Settings, 'pages'>,
  frames: "'none'" | "'self'",
): string {
  const { demoControl, tiles } = pages;
  return [
    "default-src 'self'",
    ["connect-src 'self'", ...(demoControl ? [demoControl.url] : [])].join(' '),
    ["img-src 'self'", ...(tiles ? [new URL(tiles.url).origin] : [])].join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frames}`,
  ].join(';');
}
