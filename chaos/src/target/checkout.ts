import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout, whether the suite runs from its sources (Jest) or from `dist`. */
export const checkout = folderWith('package.json', dirname(fileURLToPath(import.meta.url)));

/** The compiled file of a source, which `npm run build:chaos` has made. */
export const compiled = (source: string): string =>
  join(checkout, 'dist', source.replace(/\.ts$/, '.js'));

function folderWith(name: string, from: string): string {
  if (existsSync(join(from, name))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`No ${name} above ${fileURLToPath(import.meta.url)}`);
  return folderWith(name, parent);
}
