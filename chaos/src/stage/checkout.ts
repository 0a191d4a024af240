import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this runs in, whether from its sources (Jest) or from `dist`. */
export const checkout = folderWith('package.json', dirname(fileURLToPath(import.meta.url)));

/** A compiled file, by the path of its source: `npm run build:chaos` has made it. */
export const compiled = (source: string): string =>
  join(checkout, 'dist', source.replace(/\.ts$/, '.js'));

function folderWith(name: string, from: string): string {
  if (existsSync(join(from, name))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`No ${name} above ${fileURLToPath(import.meta.url)}`);
  return folderWith(name, parent);
}
