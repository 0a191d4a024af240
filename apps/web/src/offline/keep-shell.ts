const WORKER = '/app/service-worker.js';

/**
 * Keeps this page with the assets that it has loaded in the browser, so that it opens without a connection. A browser
 * without service workers, or a page in a frame, keeps nothing.
 */
export function keepShell(): void {
  if (!('serviceWorker' in navigator) || window.parent !== window) return;
  register().catch(() => undefined);
}

/** The browser itself asks for a newer worker at each navigation, past its HTTP cache. */
async function register(): Promise<void> {
  await navigator.serviceWorker.register(WORKER, { scope: '/', updateViaCache: 'none' });
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ type: 'shown', path: location.pathname, assets: loadedAssets() });
}

const loadedAssets = (): string[] =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
    .map(({ pathname }) => pathname);
