import type { Settings } from '#platform';

/**
 * The Content-Security-Policy of the pages, added to helmet's defaults. Pages load from their own
 * origin only, and from the configured origins of the tile server and the demo's control.
 */
export function contentSecurity({ pages }: Pick<Settings, 'pages'>) {
  const { demoControl, tiles } = pages;
  return {
    // Swagger UI sets styles inline; its scripts come from files.
    'style-src': ["'self'", "'unsafe-inline'"],
    'script-src': ["'self'"],
    'connect-src': ["'self'", ...(demoControl ? [demoControl.url] : [])],
    'img-src': ["'self'", 'data:', ...(tiles ? [new URL(tiles.url).origin] : [])],
    'upgrade-insecure-requests': null,
  };
}
