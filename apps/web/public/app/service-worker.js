/* global self, caches */

/**
 * The offline shell: a page that was opened before opens without a connection, too. It answers
 * navigations to the pages and requests for their assets, and no others: requests of the API and
 * streams never pass through it. With a connection a page always comes from the server, so a
 * deployed page never meets an older one. The caches hold documents and assets, which are the same
 * for every user.
 */
const PAGES = new Set(['/', '/rider', '/driver', '/city', '/side-by-side', '/bytes', '/race']);
const MOST_ASSETS = 60;

const cacheOf = (path) => `tripstream ${path}`;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && PAGES.has(pathname)) event.respondWith(openPage(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(readAsset(request));
});

/** A page says which assets it has loaded, once it is shown. */
self.addEventListener('message', ({ data }) => {
  if (data?.type !== 'shown' || !PAGES.has(data.path)) return;
  const assets = data.assets.filter((asset) => asset.startsWith('/assets/')).slice(0, MOST_ASSETS);
  void keep(data.path, assets).catch(() => undefined);
});

async function openPage(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const { pathname } = new URL(request.url);
    const kept = await caches.match(pathname, { cacheName: cacheOf(pathname) });
    if (kept) return kept;
    throw error;
  }
}

/** The name of an asset contains a hash of its content, so a kept one is never too old. */
const readAsset = async (request) => (await caches.match(request)) ?? fetch(request);

/** Keeps a page with its assets, and nothing of an earlier version of it. */
async function keep(path, assets) {
  const cache = await caches.open(cacheOf(path));
  await cache.addAll([path, ...assets]);
  const wanted = new Set([path, ...assets]);
  const kept = await cache.keys();
  const old = kept.filter(({ url }) => !wanted.has(new URL(url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
}
