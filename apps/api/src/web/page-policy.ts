import type { Settings } from '#platform';

/**
 * Stricter than what the rest of the server sends: everything from here, nothing inline, and
 * in nobody's frame. The tile server and the demo's control only where they are configured.
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
