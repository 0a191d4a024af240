import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '#platform';

/**
 * The folders of the built pages: beside the built API, and as seen from the sources of the API.
 */
const BUILD_FOLDERS = ['../../../web/', '../../../../dist/apps/web/'];

export type WebPage =
  'rider' | 'ride' | 'watch' | 'driver' | 'city' | 'landing' | 'side-by-side' | 'bytes' | 'race';

/** The folder of the scripts and styles that Vite built; undefined before `npm run build`. */
export const webAssets = (): string | undefined =>
  BUILD_FOLDERS.map((path) => fileURLToPath(new URL(`${path}assets/`, import.meta.url))).find(
    (folder) => existsSync(folder),
  );

/** Whether `npm run build:web` has made the pages. */
export const hasWebBuild = (): boolean => webAssets() !== undefined;

/**
 * Reads the document of a page at each request, because a build may replace it while the server
 * runs.
 *
 * @throws DomainError `NOT_FOUND` when the pages weren't built
 */
export async function readWebPage(name: WebPage): Promise<string> {
  const assets = webAssets();
  const file = assets && join(assets, '..', `${name}.html`);
  if (file && existsSync(file)) return readFile(file, 'utf8');
  throw new DomainError('NOT_FOUND', 'The pages aren’t built. Run npm run build, then try again.');
}
