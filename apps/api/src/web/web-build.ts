import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '#platform';

/** Beside the built API, or from the sources of the API to what was built last. */
const BUILD_FOLDERS = ['../../../web/', '../../../../dist/apps/web/'];

export type WebPage = 'rider' | 'driver' | 'city';

/** Where Vite has put the scripts and styles of apps/web; undefined before `npm run build`. */
export const webAssets = (): string | undefined =>
  BUILD_FOLDERS.map((place) => fileURLToPath(new URL(`${place}assets/`, import.meta.url))).find(
    (folder) => existsSync(folder),
  );

/**
 * The document of a page, read anew each time: a build may replace it while we run.
 *
 * @throws DomainError `NOT_FOUND` when the pages weren't built
 */
export async function readWebPage(name: WebPage): Promise<string> {
  const assets = webAssets();
  const file = assets && join(assets, '..', `${name}.html`);
  if (file && existsSync(file)) return readFile(file, 'utf8');
  throw new DomainError('NOT_FOUND', 'The pages aren’t built. Run npm run build, then try again.');
}
