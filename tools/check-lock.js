/**
 * npm drops binaries of other platforms from the lock when the registry it
 * saw did not list them, and `npm ci` then refuses the lock elsewhere. So:
 * every optional dependency of every locked package has to be locked as well.
 */
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** Where Node would find `name` from the package at `path`: there, or in a folder above. */
function isLocked(path, name) {
  const folders = path === '' ? [] : path.split('/node_modules/');
  for (let depth = folders.length; depth >= 0; depth -= 1) {
    const above = folders.slice(0, depth).join('/node_modules/');
    if (packages[`${above === '' ? '' : `${above}/`}node_modules/${name}`]) return true;
  }
  return false;
}

const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !isLocked(path, name))
    .map((name) => `${path || 'package.json'} needs ${name}`),
);

if (missing.length > 0) {
  console.error(`package-lock.json lacks optional dependencies:\n  ${missing.join('\n  ')}`);
  console.error('Pin an older version whose binaries are all published, then regenerate the lock.');
  process.exitCode = 1;
}
