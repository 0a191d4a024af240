import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder with its missing parents, one at a time: where a folder can't be made and the
 * error is ENOENT, as in /proc, Node's recursive `mkdir` never ends.
 *
 * @param path an absolute path
 * @throws Error with the code of the system: EEXIST for a file, ENOENT in /proc
 */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made the folder in the meantime.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
