import type { Settings } from '#platform';

/**
 * The Content-Security-Policy of the built pages, stricter than that of the other responses: it
 * allows no inline code and no embedding in frames. Beside the own origin it allows the
 * configured tile server and the demo's control.
 */
export function pagePolicy({ pages }: Pick<Settings, 'pages'>): string {
  const { demoControl, tiles } = pages;
  return [
    "default-src 'self'",
    ["connect-src 'self'", ...(demoControl ? [demoControl.url] : [])].join(' '),
    ["img-src 'self'", ...(tiles ? [new URL(tiles.url).origin] : [])].join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join(';');
}
