import type { Settings } from '#platform';

/**
 * What pages of ours may load, over helmet's own list: nothing from elsewhere, except the
 * tile server and the demo's control where they are configured, each by its very origin.
 */
export function contentSecurity({ pages }: Pick<Settings, 'pages'>) {
  const { demoControl, tiles } = pages;
  return {
    // Swagger UI sets styles inline; scripts come from files only.
    'style-src': ["'self'", "'unsafe-inline'"],
    'script-src': ["'self'"],
    'connect-src': ["'self'", ...(demoControl ? [demoControl.url] : [])],
    'img-src': ["'self'", 'data:', ...(tiles ? [new URL(tiles.url).origin] : [])],
    'upgrade-insecure-requests': null,
  };
}
